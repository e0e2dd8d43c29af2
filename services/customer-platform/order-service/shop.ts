import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { CalleeRefused, Callees, CalleeUnavailable, type Caller, Clock, type Context, Database, Problem } from '#kit';
import { type Address, address, type Basket } from './routes';

const userStatus = z.object({ status: z.string() });

const quote = z.object({
  lines: z.array(
    z.object({
      sku: z.string(),
      productId: z.uuid(),
      sellerId: z.string(),
      quantity: z.int(),
      unitPrice: z.object({ amount: z.int().positive(), currency: z.string() }),
      sellable: z.boolean(),
    }),
  ),
});

export type QuotedLine = z.output<typeof quote>['lines'][number];

const cacheMs = 600_000;

/** What an order must ask others: who the customer is, where to deliver, what the goods cost now. */
@Injectable()
export class Shop {
  constructor(
    private readonly callees: Callees,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Refuses a user who may not order. While user-service is away, what it said in the last ten minutes holds. */
  async requireActive(context: Context, userId: string): Promise<void> {
    if ((await this.statusOf(context, userId)) !== 'active') throw new Problem(422, 'user-inactive', 'this account may not order');
  }

  private async statusOf(context: Context, userId: string): Promise<string> {
    try {
      const { status } = await this.callees.ask(context, 'user-service', 'GET /users/{id}/status', {
        params: { id: userId },
        answer: userStatus,
        timeoutMs: 300,
        retries: 1,
      });
      void this.remember(context, userId, status);
      return status;
    } catch (error) {
      if (error instanceof CalleeRefused && error.status === 404) throw new Problem(422, 'unknown-user', 'this account has no profile yet');
      if (!(error instanceof CalleeUnavailable)) throw error;
      const [seen] = await this.database.query<{ status: string }>(
        context,
        'user_status_find',
        'SELECT status FROM user_status_cache WHERE user_id = $1 AND seen_at > $2',
        [userId, new Date(this.clock.now().getTime() - cacheMs)],
      );
      if (seen === undefined) throw error;
      return seen.status;
    }
  }

  /** Once in five minutes is enough for a memory of ten. */
  private async remember(context: Context, userId: string, status: string): Promise<void> {
    const now = this.clock.now();
    await this.database
      .query(
        context,
        'user_status_keep',
        `INSERT INTO user_status_cache (user_id, status, seen_at) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE
         SET status = excluded.status, seen_at = excluded.seen_at
         WHERE user_status_cache.status <> excluded.status OR user_status_cache.seen_at < $4`,
        [userId, status, now, new Date(now.getTime() - cacheMs / 2)],
      )
      .catch((error) => context.log.warn({ err: error }, 'the status of a user could not be remembered'));
  }

  /** Prices of this moment. They come from the catalogue only; what a client sends is never believed. */
  async quote(context: Context, { items, currency }: Pick<Basket, 'items' | 'currency'>): Promise<readonly QuotedLine[]> {
    try {
      const { lines } = await this.callees.ask(context, 'product-service', 'POST /products/quote', {
        body: { items, currency },
        answer: quote,
        timeoutMs: 300,
        safe: true,
      });
      return lines;
    } catch (error) {
      if (error instanceof CalleeRefused && error.status === 422) throw new Problem(422, error.code, error.detail);
      throw error;
    }
  }

  /** What stands for the customer's means of payment; the token itself is not kept here. */
  async paymentMethodRef(
    request: Context & { readonly caller: Caller; readonly idempotency?: { readonly key: string } },
    token: string,
  ): Promise<string> {
    const userId = request.caller.subject;
    try {
      const { methodRef } = await this.callees.ask(request, 'payment-service', 'POST /payment/method-refs', {
        body: { token, userId },
        answer: z.object({ methodRef: z.uuid() }),
        timeoutMs: 500,
        // The token is part of it: whoever tries again with another card must not be charged on the first one.
        idempotencyKey: hash('sha256', `${userId} ${request.idempotency?.key ?? request.requestId} ${token}`, 'base64url'),
      });
      return methodRef;
    } catch (error) {
      if (error instanceof CalleeRefused && error.status === 422) throw new Problem(422, error.code, error.detail);
      throw error;
    }
  }

  /** Where to deliver: as the basket says, or the address of the user that it names. */
  async addressOf(context: Context, userId: string, basket: Basket): Promise<Address> {
    if (basket.shippingAddress) return basket.shippingAddress;
    try {
      return await this.callees.ask(context, 'user-service', 'GET /users/{id}/addresses/{addressId}', {
        params: { id: userId, addressId: basket.addressId ?? '' },
        answer: z.object(address.shape),
        timeoutMs: 300,
      });
    } catch (error) {
      if (error instanceof CalleeRefused && error.status === 404)
        throw new Problem(422, 'unknown-address', 'this account has no such address');
      throw error;
    }
  }
}
