import { ServiceModule } from '#kit';
import { Amounts, PriceSettings } from './amounts';
import { OrderController } from './controller';
import { OrderLineRow, OrderRow, UserStatusRow } from './entities';
import { Erasure } from './erasure';
import { CreateOrders1763700000000 } from './migrations/1763700000000-create-orders';
import { OrderStore } from './order-store';
import { Orders } from './orders';
import { Shop } from './shop';

@ServiceModule({
  settings: [PriceSettings],
  entities: [OrderRow, OrderLineRow, UserStatusRow],
  migrations: [CreateOrders1763700000000],
  controllers: [OrderController],
  providers: [Amounts, Erasure, Orders, OrderStore, Shop],
})
export class OrderModule {}
