import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Orders } from './orders';
import { changeOrder, getOrder, listOrders, placeOrder, previewOrder } from './routes';

@Controller()
export class OrderController {
  constructor(private readonly orders: Orders) {}

  @Route(placeOrder)
  place(request: RequestOf<typeof placeOrder>): Promise<AnswerOf<typeof placeOrder>> {
    return this.orders.place(request);
  }

  @Route(previewOrder)
  preview(request: RequestOf<typeof previewOrder>): Promise<AnswerOf<typeof previewOrder>> {
    return this.orders.preview(request);
  }

  @Route(getOrder)
  get(request: RequestOf<typeof getOrder>): Promise<AnswerOf<typeof getOrder>> {
    return this.orders.get(request);
  }

  @Route(listOrders)
  list(request: RequestOf<typeof listOrders>): Promise<AnswerOf<typeof listOrders>> {
    return this.orders.list(request);
  }

  @Route(changeOrder)
  change(request: RequestOf<typeof changeOrder>): Promise<AnswerOf<typeof changeOrder>> {
    return this.orders.change(request);
  }
}
