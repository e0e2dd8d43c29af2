import * as z from 'zod';

const money = z.object({ amount: z.int().nonnegative(), currency: z.string().length(3) });

/** What a customer pays with, as the provider shows it. */
export const paymentMethod = z.object({
  kind: z.enum(['card', 'wallet', 'bank']),
  brand: z.string().max(40).nullable(),
  last4: z
    .string()
    .regex(/^\d{4}$/)
    .nullable(),
});

/** A charge in the provider's books. */
export const charge = z.object({
  key: z.string(),
  providerRef: z.string().min(1).max(200),
  status: z.enum(['requires_action', 'succeeded', 'failed', 'cancelled']),
  amount: money,
  code: z.string().max(100).nullable(),
  /** Where the customer must go first. */
  actionUrl: z.url().nullable(),
  method: paymentMethod,
  /** When it came to this, by the provider's clock. */
  at: z.coerce.date(),
});

/** A refund in the provider's books. */
export const providerRefund = z.object({
  key: z.string(),
  providerRef: z.string().min(1).max(200),
  status: z.enum(['succeeded', 'failed']),
  amount: money,
  code: z.string().max(100).nullable(),
  at: z.coerce.date(),
});

/** Money that moved, as the provider lists it. */
export const movement = z.object({ kind: z.enum(['capture', 'refund']), providerRef: z.string(), amount: money });

export type Money = z.output<typeof money>;
export type Charge = z.output<typeof charge>;
export type ProviderRefund = z.output<typeof providerRefund>;
export type Movement = z.output<typeof movement>;

export interface ChargeWish {
  /** The same key is charged once, however often it is sent. */
  readonly key: string;
  readonly amount: Money;
  readonly token: string;
  /** Where the customer goes after an action. */
  readonly returnUrl: string | null;
}

export interface RefundWish {
  readonly key: string;
  readonly chargeKey: string;
  readonly amount: Money;
}

/** No answer, so nobody knows whether it was done; the provider must be asked later, with the same key. */
export class ProviderSilent extends Error {
  override readonly name = 'ProviderSilent';

  constructor(
    readonly reason: 'timeout' | 'unreachable' | 'failed' | 'invalid-answer' | 'circuit-open' | 'not-authorised',
    /** When asking again makes sense. @default - when the answer is overdue */
    readonly retryAfterMs?: number,
  ) {
    super(`payment-provider: no-answer: ${reason}; ask again with the same key`);
  }
}

/** The provider will never do this; nothing was moved. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused';

  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(`payment-provider: refused: it answered ${status} ${code}; correct the request`);
  }
}

/** Who moves the money. Every method rejects with `ProviderSilent` when there is no definite answer, and with `ProviderRefused` at a no. */
export abstract class Provider {
  /** What the rows of payments call it. */
  abstract readonly name: string;
  abstract charge(wish: ChargeWish): Promise<Charge>;
  /** The charge of a key; none when the provider never got it. */
  abstract get(key: string): Promise<Charge | undefined>;
  /**
   * Makes sure that a key is not charged any more, also one that the provider never got, and says what it is now: `cancelled`, or what it
   * had become before.
   */
  abstract cancel(key: string): Promise<Charge>;
  abstract refund(wish: RefundWish): Promise<ProviderRefund>;
  abstract getRefund(key: string): Promise<ProviderRefund | undefined>;
  /** Captures and refunds of a day (UTC, `2026-01-31`), page by page. */
  abstract list(date: string): AsyncIterable<readonly Movement[]>;
}
