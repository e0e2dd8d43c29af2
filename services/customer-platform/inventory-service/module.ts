import { ServiceModule } from '#kit';
import { Adjustments } from './adjustments';
import { Answers } from './answers';
import { Catalogue } from './catalogue';
import { InventoryController } from './controller';
import { Deliveries } from './deliveries';
import { MovementRow, OpeningRow, ProductRow, SkuRow, StockRow } from './entities';
import { Levels } from './levels';
import { Locks } from './locks';
import { CreateStock1763700000000 } from './migrations/1763700000000-create-stock';
import { MovementMonths } from './movement-months';
import { Movements } from './movements';
import { ReplenishmentRow, ReservationLineRow, ReservationRow } from './order-entities';
import { Reconciliation } from './reconciliation';
import { ReplenishmentController } from './replenishment-controller';
import { Replenishments } from './replenishments';
import { ReservationStore } from './reservation-store';
import { ReservationView } from './reservation-view';
import { Reservations } from './reservations';
import { Scarcity } from './scarcity';
import { InventorySettings } from './settings';
import { Stock } from './stock';

@ServiceModule({
  settings: [InventorySettings],
  entities: [ProductRow, SkuRow, StockRow, MovementRow, OpeningRow, ReservationRow, ReservationLineRow, ReplenishmentRow],
  migrations: [CreateStock1763700000000],
  controllers: [InventoryController, ReplenishmentController],
  providers: [
    ...[Locks, Stock, ReservationStore, Answers],
    ...[Reservations, Deliveries, Catalogue, Reconciliation, MovementMonths],
    ...[Levels, Adjustments, Movements, ReservationView, Replenishments, Scarcity],
  ],
})
export class InventoryModule {}
