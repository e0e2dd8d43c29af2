import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, type Erased, On, PersonalData, type Received, type Transaction } from '#kit';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

/** Payments stay, for legal reasons, under an id that means nobody any more; what the person pays with and wrote does not. */
@Injectable()
export class PaymentPersonalData extends PersonalData {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async export(context: Context, userId: string): Promise<Readonly<Record<string, readonly object[]>>> {
    const [payments, methods, refunds] = [
      await this.database.query(
        context,
        'privacy_payments',
        `SELECT id, order_id AS "orderId", amount_minor::float8 AS "amountMinor", currency, status, failure_code AS "failureCode",
           refunded_minor::float8 AS "refundedMinor", created_at AS "createdAt" FROM payments WHERE user_id = $1 ORDER BY id`,
        [userId],
      ),
      await this.database.query(
        context,
        'privacy_methods',
        'SELECT id, brand, last4, used_at AS "usedAt", created_at AS "createdAt" FROM method_refs WHERE user_id = $1 ORDER BY id',
        [userId],
      ),
      await this.database.query(
        context,
        'privacy_refunds',
        `SELECT r.id, r.payment_id AS "paymentId", r.amount_minor::float8 AS "amountMinor", r.status, r.reason, r.created_at AS "createdAt"
         FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.user_id = $1 ORDER BY r.id`,
        [userId],
      ),
    ];
    return { payments, methodRefs: methods, refunds };
  }

  protected async erase(transaction: Transaction, userId: string): Promise<Erased> {
    const deleted = await transaction.query('privacy_forget_methods', 'DELETE FROM method_refs WHERE user_id = $1 RETURNING 1', [userId]);
    const refunds = await transaction.query(
      'privacy_forget_reasons',
      `UPDATE refunds SET reason = NULL FROM payments p WHERE p.id = payment_id AND p.user_id = $1 AND reason IS NOT NULL RETURNING 1`,
      [userId],
    );
    const links = await transaction.query(
      'privacy_forget_links',
      `UPDATE payments SET return_url = NULL, action_url = NULL
       WHERE user_id = $1 AND (return_url IS NOT NULL OR action_url IS NOT NULL) RETURNING 1`,
      [userId],
    );
    return { deleted: deleted.length, anonymised: refunds.length + links.length };
  }

  @On(erasures.requested)
  async requested(
    { data: { requestId, userId } }: Received<{ requestId: string; userId: string }>,
    transaction: Transaction,
  ): Promise<void> {
    const erased = await this.forget(transaction, userId);
    await transaction.emit(completions.completed, {
      ...{ requestId, userId, service: 'payment-service', ...erased },
      completedAt: this.clock.now().toISOString(),
    });
  }
}
