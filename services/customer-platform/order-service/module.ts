import { SagaTables1763800000000, ServiceModule } from '#kit';
import { Amounts, PriceSettings } from './amounts';
import { OrderController } from './controller';
import { OrderLineRow, OrderRefundRow, OrderRow, UserStatusRow } from './entities';
import { Erasure } from './erasure';
import { Fulfilment } from './fulfilment';
import { FulfilmentController } from './fulfilment-controller';
import { CreateOrders1763700000000 } from './migrations/1763700000000-create-orders';
import { AddFulfilment1763800000001 } from './migrations/1763800000001-add-fulfilment';
import { ListByTime1763800000002 } from './migrations/1763800000002-list-by-time';
import { OrderStore } from './order-store';
import { Orders } from './orders';
import { Commands } from './saga/commands';
import { OpenSagas } from './saga/open-sagas';
import { OrderRows } from './saga/order-rows';
import { OrderSaga } from './saga/order-saga';
import { PartnerEvents } from './saga/partner-events';
import { Refunds } from './saga/refunds';
import { Shop } from './shop';

@ServiceModule({
  settings: [PriceSettings],
  entities: [OrderRow, OrderLineRow, OrderRefundRow, UserStatusRow],
  migrations: [CreateOrders1763700000000, SagaTables1763800000000, AddFulfilment1763800000001, ListByTime1763800000002],
  controllers: [OrderController, FulfilmentController],
  providers: [
    ...[Amounts, Erasure, Fulfilment, Orders, OrderStore, Shop],
    ...[Commands, OpenSagas, OrderRows, OrderSaga, PartnerEvents, Refunds],
  ],
})
export class OrderModule {}
