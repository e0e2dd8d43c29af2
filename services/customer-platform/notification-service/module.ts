import { ServiceModule } from '#kit';
import { AccountEvents } from './account-events';
import { Carriers } from './carriers/carriers';
import { Composer } from './composer';
import { Contacts } from './contacts';
import { NotificationController } from './controller';
import { DailyLimit } from './daily-limit';
import { Deliveries } from './deliveries';
import { DeliveryStore } from './delivery-store';
import { EndpointController } from './endpoints/endpoint-controller';
import { EndpointHealth } from './endpoints/endpoint-health';
import { EndpointSecrets } from './endpoints/endpoint-secrets';
import { Endpoints } from './endpoints/endpoints';
import { WebhookCarrier } from './endpoints/webhook-carrier';
import { ContactRow, DailySendsRow, EndpointRow, MessageRow, PreferenceRow, SuppressionRow, TemplateRow } from './entities';
import { HandOver } from './hand-over';
import { Mailer } from './mail/mailer';
import { mailerOf } from './mail/mailer-of';
import { MessageQueue } from './message-queue';
import { Messages } from './messages';
import { CreateNotifications1763700000000 } from './migrations/1763700000000-create-notifications';
import { AddChannels1763800000000 } from './migrations/1763800000000-add-channels';
import { OrderEvents } from './order-events';
import { Outcomes } from './outcomes';
import { PaymentEvents } from './payment-events';
import { NotificationPersonalData } from './personal-data';
import { Preferences } from './preferences';
import { Feedback } from './providers/feedback';
import { SesController } from './providers/ses-controller';
import { Sns } from './providers/sns';
import { Retention } from './retention';
import { SellerEvents } from './seller-events';
import { NotificationSettings } from './settings';
import { Sms } from './sms/sms';
import { smsOf } from './sms/sms-of';
import { Sweeper } from './sweeper';
import { StoredWordings } from './templates/stored-wordings';
import { TemplateController } from './templates/template-controller';
import { UnsubscribeLinks } from './unsubscribe-links';

@ServiceModule({
  settings: [NotificationSettings],
  entities: [ContactRow, DailySendsRow, EndpointRow, MessageRow, PreferenceRow, SuppressionRow, TemplateRow],
  migrations: [CreateNotifications1763700000000, AddChannels1763800000000],
  controllers: [NotificationController, EndpointController, SesController, TemplateController],
  providers: [
    ...[AccountEvents, Contacts, OrderEvents, PaymentEvents, SellerEvents, NotificationPersonalData],
    ...[Carriers, Composer, DailyLimit, Deliveries, DeliveryStore, HandOver, MessageQueue, Outcomes, Retention, Sweeper],
    ...[EndpointHealth, Endpoints, EndpointSecrets, WebhookCarrier, Feedback, Sns],
    ...[Messages, Preferences, StoredWordings, UnsubscribeLinks],
    { provide: Mailer, useFactory: mailerOf, inject: [NotificationSettings] },
    { provide: Sms, useFactory: smsOf, inject: [NotificationSettings] },
  ],
})
export class NotificationModule {}
