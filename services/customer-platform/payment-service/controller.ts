import { Controller } from '@nestjs/common';
import { type AnswerOf, type Caller, notFound, type RequestOf, Route } from '#kit';
import { Initiation } from './initiation';
import { MethodRefs } from './method-refs';
import { PaymentStore } from './payment-store';
import {
  createMethodRef,
  getPayment,
  getStatus,
  getStatusForOldClients,
  initiateForOldClients,
  initiatePayment,
  type Payment,
  receiveWebhook,
  receiveWebhookForOldClients,
} from './routes';
import { Webhooks } from './webhooks';

/** Whose payments a caller may see; nobody in particular for those who may see all. */
const ownerOf = ({ subject, scopes }: Caller): string | undefined => (scopes.has('payments:read') ? undefined : subject);

@Controller()
export class PaymentController {
  constructor(
    private readonly initiation: Initiation,
    private readonly methods: MethodRefs,
    private readonly store: PaymentStore,
    private readonly webhooks: Webhooks,
  ) {}

  @Route(initiatePayment)
  initiate(request: RequestOf<typeof initiatePayment>): Promise<AnswerOf<typeof initiatePayment>> {
    return this.initiation.initiate(request);
  }

  @Route(initiateForOldClients)
  initiateForOldClients(request: RequestOf<typeof initiatePayment>): Promise<AnswerOf<typeof initiatePayment>> {
    return this.initiate(request);
  }

  @Route(getStatus)
  async status(request: RequestOf<typeof getStatus>): Promise<Payment> {
    return (await this.store.find(request, request.query, ownerOf(request.caller))) ?? missing();
  }

  @Route(getStatusForOldClients)
  statusForOldClients(request: RequestOf<typeof getStatus>): Promise<Payment> {
    return this.status(request);
  }

  @Route(getPayment)
  async get(request: RequestOf<typeof getPayment>): Promise<Payment> {
    return (await this.store.find(request, { paymentId: request.params.id }, ownerOf(request.caller))) ?? missing();
  }

  @Route(createMethodRef)
  createMethodRef(request: RequestOf<typeof createMethodRef>): Promise<AnswerOf<typeof createMethodRef>> {
    return this.methods.create(request);
  }

  @Route(receiveWebhook)
  receive(request: RequestOf<typeof receiveWebhook>): Promise<void> {
    return this.webhooks.receive(request);
  }

  @Route(receiveWebhookForOldClients)
  receiveForOldClients(request: RequestOf<typeof receiveWebhook>): Promise<void> {
    return this.receive(request);
  }
}

const missing = (): never => {
  throw notFound();
};
