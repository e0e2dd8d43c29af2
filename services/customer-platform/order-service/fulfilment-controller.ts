import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Fulfilment } from './fulfilment';
import { cancelOrder, deleteOrder, deliverOrder, orderTimeline, returnOrder, shipOrder } from './fulfilment-routes';

@Controller()
export class FulfilmentController {
  constructor(private readonly fulfilment: Fulfilment) {}

  @Route(cancelOrder)
  cancel(request: RequestOf<typeof cancelOrder>): Promise<AnswerOf<typeof cancelOrder>> {
    return this.fulfilment.cancel(request);
  }

  @Route(deleteOrder)
  delete(request: RequestOf<typeof deleteOrder>): Promise<AnswerOf<typeof deleteOrder>> {
    return this.fulfilment.cancel(request);
  }

  @Route(shipOrder)
  ship(request: RequestOf<typeof shipOrder>): Promise<AnswerOf<typeof shipOrder>> {
    return this.fulfilment.ship(request);
  }

  @Route(deliverOrder)
  deliver(request: RequestOf<typeof deliverOrder>): Promise<AnswerOf<typeof deliverOrder>> {
    return this.fulfilment.deliver(request);
  }

  @Route(returnOrder)
  giveBack(request: RequestOf<typeof returnOrder>): Promise<AnswerOf<typeof returnOrder>> {
    return this.fulfilment.giveBack(request);
  }

  @Route(orderTimeline)
  timeline(request: RequestOf<typeof orderTimeline>): Promise<AnswerOf<typeof orderTimeline>> {
    return this.fulfilment.timeline(request);
  }
}
