import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type AnswerOf, Clock, type Context, Database, Problem, type RequestOf, seal, type Transaction, unseal } from '#kit';
import { methodKey } from './method-key';
import type { Charge } from './provider/provider';
import type { createMethodRef } from './routes';
import { PaymentSettings } from './settings';

/** As providers make them: a short prefix, then what means something to them alone. */
const form = /^[a-z]{2,12}_[A-Za-z0-9_-]{1,240}$/;

/** A card number must not get in, not even as a part of something else. */
const cardNumber = /\d{12}/;

/** Refuses what cannot be a token. Its text is never repeated to anybody. */
export const requireToken = (token: string): void => {
  if (!form.test(token) || cardNumber.test(token))
    throw new Problem(422, 'invalid-token', "send a payment provider's token, as its form in the browser gives it");
};

/** Payment methods of customers: the provider's tokens, encrypted, under ids that mean nothing elsewhere. */
@Injectable()
export class MethodRefs {
  private readonly key: Buffer;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    settings: PaymentSettings,
  ) {
    this.key = methodKey(settings.METHOD_ENCRYPTION_KEY);
  }

  async create(request: RequestOf<typeof createMethodRef>): Promise<AnswerOf<typeof createMethodRef>> {
    const { token, userId } = request.body;
    requireToken(token);
    const methodRef = v7();
    await this.database.write(request, {
      name: 'method_ref_create',
      sql: 'kept AS (INSERT INTO method_refs (id, user_id, token_enc, created_at) VALUES ($1, $2, $3, $4))',
      values: [methodRef, userId, seal(this.key, token, methodRef), this.clock.now()],
      events: [],
      idempotency: request.idempotency,
      answer: { methodRef },
    });
    return { methodRef };
  }

  /** Keeps a token in the transaction of what needs it. */
  async add(transaction: Transaction, userId: string, token: string): Promise<string> {
    const id = v7();
    await transaction.query('method_ref_add', 'INSERT INTO method_refs (id, user_id, token_enc, created_at) VALUES ($1, $2, $3, $4)', [
      id,
      userId,
      seal(this.key, token, id),
      this.clock.now(),
    ]);
    return id;
  }

  async isOf(transaction: Transaction, id: string, userId: string): Promise<boolean> {
    const found = await transaction.query('method_ref_owner', 'SELECT 1 FROM method_refs WHERE id = $1 AND user_id = $2', [id, userId]);
    return found.length > 0;
  }

  /** The token for the provider; none when the method is not this person's, or was erased. */
  async tokenOf(context: Context, id: string, userId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ token_enc: Buffer }>(
      context,
      'method_ref_token',
      'SELECT token_enc FROM method_refs WHERE id = $1 AND user_id = $2',
      [id, userId],
    );
    return row && unseal(this.key, row.token_enc, id);
  }

  /** Keeps what the provider shows of a method, for the customer's eyes. */
  async noteUse(transaction: Transaction, id: string, { brand, last4 }: Charge['method']): Promise<void> {
    await transaction.query(
      'method_ref_use',
      'UPDATE method_refs SET brand = coalesce($2, brand), last4 = coalesce($3, last4), used_at = $4 WHERE id = $1',
      [id, brand, last4, this.clock.now()],
    );
  }
}
