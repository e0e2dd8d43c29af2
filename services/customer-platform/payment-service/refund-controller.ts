import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Reconciliation } from './reconciliation';
import { getRefund, type Reconciled, type Refund, reconcile, requestRefund } from './refund-routes';
import { Refunds } from './refunds';

@Controller()
export class RefundController {
  constructor(
    private readonly refunds: Refunds,
    private readonly reconciliation: Reconciliation,
  ) {}

  @Route(requestRefund)
  request(request: RequestOf<typeof requestRefund>): Promise<AnswerOf<typeof requestRefund>> {
    return this.refunds.request(request);
  }

  @Route(getRefund)
  get(request: RequestOf<typeof getRefund>): Promise<Refund> {
    return this.refunds.get(request, request.params.id);
  }

  @Route(reconcile)
  reconcile(request: RequestOf<typeof reconcile>): Promise<Reconciled> {
    return this.reconciliation.show(request, request.params.date);
  }
}
