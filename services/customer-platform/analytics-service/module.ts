import { ServiceModule } from '#kit';
import { Batches } from './batches';
import { Clients } from './clients';
import { AnalyticsController } from './controller';
import {
  ActiveCountRow,
  ActiveRow,
  ErasedRow,
  EventIdRow,
  EventRow,
  FactSeenRow,
  FactWaitingRow,
  RollupRow,
  WriteKeyRow,
} from './entities';
import { Erasure } from './erasure';
import { EventStore } from './event-store';
import { Facts } from './facts';
import { Figures } from './figures';
import { Funnels } from './funnels';
import { Ingest } from './ingest';
import { CreateAnalytics1763700000000 } from './migrations/1763700000000-create-analytics';
import { OrderFacts } from './order-facts';
import { Partitions } from './partitions';
import { PaymentFacts } from './payment-facts';
import { PeopleFacts } from './people-facts';
import { Reports } from './reports';
import { Retention } from './retention';
import { Rollups } from './rollups';
import { AnalyticsSettings } from './settings';
import { ShopFacts } from './shop-facts';
import { Sums } from './sums';
import { WriteKeys } from './write-keys';

@ServiceModule({
  settings: [AnalyticsSettings],
  entities: [ActiveCountRow, ActiveRow, ErasedRow, EventIdRow, EventRow, FactSeenRow, FactWaitingRow, RollupRow, WriteKeyRow],
  migrations: [CreateAnalytics1763700000000],
  controllers: [AnalyticsController],
  providers: [
    ...[Batches, Clients, EventStore, Ingest, WriteKeys],
    ...[Facts, OrderFacts, PaymentFacts, PeopleFacts, ShopFacts],
    ...[Figures, Funnels, Reports, Rollups, Sums],
    ...[Erasure, Partitions, Retention],
  ],
})
export class AnalyticsModule {}
