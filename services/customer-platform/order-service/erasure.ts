import { Injectable } from '@nestjs/common';
import { Clock, On, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';
import { OrderRow } from './entities';

/** Orders stay, for legal reasons; the person in them does not. */
@Injectable()
export class Erasure {
  constructor(private readonly clock: Clock) {}

  @On(erasures.requested)
  async forget({ data: { requestId, userId } }: Received<{ requestId: string; userId: string }>, transaction: Transaction): Promise<void> {
    const { affected } = await transaction.entities
      .createQueryBuilder()
      .update(OrderRow)
      .set({ shippingAddress: null, note: null, deviceId: null })
      .where('user_id = :userId', { userId })
      .execute();
    await transaction.query('user_status_forget', 'DELETE FROM user_status_cache WHERE user_id = $1', [userId]);
    await transaction.emit(completions.completed, {
      ...{ requestId, userId, service: 'order-service' },
      ...{ deleted: 0, anonymised: affected ?? 0, completedAt: this.clock.now().toISOString() },
    });
  }
}
