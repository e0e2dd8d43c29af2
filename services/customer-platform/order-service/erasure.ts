import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Erased, type EventData, On, PersonalData, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';
import { OrderRow } from './entities';
import { columns, type Row, toOrder } from './order-store';

/** Orders stay, for legal reasons; the person in them does not. */
@Injectable()
export class Erasure extends PersonalData {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async export(context: Context, userId: string): Promise<Record<string, readonly object[]>> {
    const rows = await this.database.query<Row & { note: string | null; device_id: string | null }>(
      context,
      'order_export',
      `SELECT ${columns}, o.note, o.device_id FROM orders o WHERE o.user_id = $1 ORDER BY o.placed_at, o.id`,
      [userId],
    );
    return { orders: rows.map((row) => ({ ...toOrder(row), note: row.note, deviceId: row.device_id })) };
  }

  protected async erase(transaction: Transaction, userId: string): Promise<Erased> {
    const { affected } = await transaction.entities
      .createQueryBuilder()
      .update(OrderRow)
      .set({ shippingAddress: null, note: null, deviceId: null })
      .where('user_id = :userId AND (shipping_address IS NOT NULL OR note IS NOT NULL OR device_id IS NOT NULL)', { userId })
      .execute();
    await transaction.query('user_status_forget', 'DELETE FROM user_status_cache WHERE user_id = $1', [userId]);
    return { deleted: 0, anonymised: affected ?? 0 };
  }

  @On(erasures.requested)
  async requested(
    { data: { requestId, userId } }: Received<EventData<typeof erasures.requested>>,
    transaction: Transaction,
  ): Promise<void> {
    const erased = await this.forget(transaction, userId);
    await transaction.emit(completions.completed, {
      ...{ requestId, userId, service: 'order-service', ...erased, completedAt: this.clock.now().toISOString() },
    });
  }
}
