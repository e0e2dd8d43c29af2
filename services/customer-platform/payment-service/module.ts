import { ServiceModule } from '#kit';
import { Charging } from './charging';
import { Commands } from './commands';
import { PaymentController } from './controller';
import { CancelledOrderRow, LedgerRow, MethodRefRow, PaymentRow, ReconciliationRow, RefundRow, WebhookRow } from './entities';
import { Initiation } from './initiation';
import { MethodRefs } from './method-refs';
import { CreatePayments1763700000000 } from './migrations/1763700000000-create-payments';
import { CreateSimulator1763700000001 } from './migrations/1763700000001-create-simulator';
import { Outcomes } from './outcomes';
import { PaymentStore } from './payment-store';
import { PaymentPersonalData } from './personal-data';
import { HttpProvider } from './provider/http-provider';
import { Provider } from './provider/provider';
import { Reconciliation } from './reconciliation';
import { RefundController } from './refund-controller';
import { RefundOutcomes } from './refund-outcomes';
import { RefundStore } from './refund-store';
import { Refunding } from './refunding';
import { Refunds } from './refunds';
import { Retention } from './retention';
import { PaymentSettings } from './settings';
import { SimulatedBooks } from './simulator/books';
import { SimulatedProvider } from './simulator/server';
import { SimulatedWebhooks } from './simulator/webhooks';
import { WebhookEffects } from './webhook-effects';
import { Webhooks } from './webhooks';

@ServiceModule({
  settings: [PaymentSettings],
  entities: [PaymentRow, MethodRefRow, RefundRow, LedgerRow, WebhookRow, CancelledOrderRow, ReconciliationRow],
  migrations: [CreatePayments1763700000000, CreateSimulator1763700000001],
  controllers: [PaymentController, RefundController],
  providers: [
    ...[Charging, Commands, Initiation, MethodRefs, Outcomes, PaymentStore],
    ...[Refunding, RefundOutcomes, Refunds, RefundStore],
    ...[Webhooks, WebhookEffects, Reconciliation, PaymentPersonalData, Retention],
    ...[SimulatedBooks, SimulatedProvider, SimulatedWebhooks],
    { provide: Provider, useClass: HttpProvider },
  ],
})
export class PaymentModule {}
