import { ServiceModule } from '#kit';
import { AccountEvents } from './account-events';
import { Composer } from './composer';
import { Contacts } from './contacts';
import { NotificationController } from './controller';
import { Deliveries } from './deliveries';
import { DeliveryStore } from './delivery-store';
import { ContactRow, MessageRow, PreferenceRow, SuppressionRow } from './entities';
import { Erasure } from './erasure';
import { Mailer } from './mail/mailer';
import { mailerOf } from './mail/mailer-of';
import { MessageQueue } from './message-queue';
import { Messages } from './messages';
import { CreateNotifications1763700000000 } from './migrations/1763700000000-create-notifications';
import { OrderEvents } from './order-events';
import { Preferences } from './preferences';
import { Retention } from './retention';
import { NotificationSettings } from './settings';
import { UnsubscribeLinks } from './unsubscribe-links';

@ServiceModule({
  settings: [NotificationSettings],
  entities: [ContactRow, MessageRow, PreferenceRow, SuppressionRow],
  migrations: [CreateNotifications1763700000000],
  controllers: [NotificationController],
  providers: [
    ...[AccountEvents, Contacts, Erasure, OrderEvents],
    ...[Composer, Deliveries, DeliveryStore, MessageQueue, Retention],
    ...[Messages, Preferences, UnsubscribeLinks],
    { provide: Mailer, useFactory: mailerOf, inject: [NotificationSettings] },
  ],
})
export class NotificationModule {}
