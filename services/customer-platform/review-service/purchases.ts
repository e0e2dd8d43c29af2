import { Injectable } from '@nestjs/common';
import { type EventData, On, type Received, type Transaction } from '#kit';
import { orders } from '#platform/topics/order';
import { products } from '#platform/topics/product';

/** Who may review what. */
@Injectable()
export class Purchases {
  @On(orders.delivered)
  async delivered({ data }: Received<EventData<typeof orders.delivered>>, transaction: Transaction): Promise<void> {
    await transaction.query(
      'purchase_note',
      `INSERT INTO purchases (user_id, product_id, order_id)
       SELECT $1, bought, $3 FROM unnest($2::uuid[]) AS bought WHERE NOT EXISTS (SELECT 1 FROM erased_people WHERE user_id = $1)
       ON CONFLICT DO NOTHING`,
      [data.userId, data.productIds, data.orderId],
    );
  }

  /** What was written of the product stays; only new reviews are refused. */
  @On(products.retired)
  async retired({ data }: Received<EventData<typeof products.retired>>, transaction: Transaction): Promise<void> {
    await transaction.query('product_close', 'INSERT INTO closed_products (product_id, closed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      data.productId,
      data.retiredAt,
    ]);
  }
}
