import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import {
  cancelReplenishment,
  createReplenishment,
  listReplenishments,
  orderReplenishment,
  type Replenishment,
  receiveReplenishment,
} from './replenishment-routes';
import { Replenishments } from './replenishments';

@Controller()
export class ReplenishmentController {
  constructor(private readonly replenishments: Replenishments) {}

  @Route(createReplenishment)
  create(request: RequestOf<typeof createReplenishment>): Promise<Replenishment> {
    return this.replenishments.create(request);
  }

  @Route(listReplenishments)
  list(request: RequestOf<typeof listReplenishments>): Promise<AnswerOf<typeof listReplenishments>> {
    return this.replenishments.list(request);
  }

  @Route(orderReplenishment)
  order(request: RequestOf<typeof orderReplenishment>): Promise<Replenishment> {
    return this.replenishments.step(request, 'ordered');
  }

  @Route(receiveReplenishment)
  receive(request: RequestOf<typeof receiveReplenishment>): Promise<Replenishment> {
    return this.replenishments.step(request, 'received');
  }

  @Route(cancelReplenishment)
  cancel(request: RequestOf<typeof cancelReplenishment>): Promise<Replenishment> {
    return this.replenishments.step(request, 'cancelled');
  }
}
