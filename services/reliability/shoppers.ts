import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { Answer, Shop } from '../demo/shop';
import { type Draw, weighted } from './chance';

/** How a purchase goes, with the token of the payment method, and how it must end. */
const courses = {
  pays: { token: 'tok_ok', end: 'confirmed' },
  declined: { token: 'tok_declined', end: 'cancelled' },
  slow: { token: 'tok_slow_200', end: 'confirmed' },
  'answer lost': { token: 'tok_timeout', end: 'confirmed' },
  'request lost': { token: 'tok_lost', end: 'confirmed' },
  'error, then fine': { token: 'tok_error_then_ok', end: 'confirmed' },
  'webhook first': { token: 'tok_webhook_first', end: 'confirmed' },
  'webhook twice': { token: 'tok_webhook_twice', end: 'confirmed' },
  'no webhook': { token: 'tok_no_webhook', end: 'confirmed' },
  'second card': { token: 'tok_insufficient', end: 'confirmed' },
  'visits the bank': { token: 'tok_3ds', end: 'confirmed' },
  cancels: { token: 'tok_ok', end: 'cancelled' },
  'cancels while nobody knows': { token: 'tok_timeout', end: 'cancelled' },
} as const;

export type Course = keyof typeof courses;

export const allCourses = Object.keys(courses) as readonly Course[];

/** Most pay, and each other course is taken by some. */
export const drawCourse = (draw: Draw): Course =>
  weighted(
    draw,
    allCourses.map((course) => [course, course === 'pays' ? 12 : 1]),
  );

/** One that is to be bought. */
export interface Purchase {
  readonly course: Course;
  readonly key: string;
  readonly quantity: number;
  /** Once it was acknowledged. */
  order?: { readonly id: string; readonly number: string };
  /** Once all that the customer does was acknowledged. */
  done: boolean;
}

export const purchaseOf = (course: Course, quantity: number): Purchase => ({ course, quantity, key: v7(), done: false });

/** How an order must end. */
export const endOf = ({ course }: Purchase): string => courses[course].end;

const address = { name: 'Ada', line1: 'Analytical Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };

/** What a customer hears who is told to come back later. */
const later = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Customers who buy, and do not give up while the shop is down. */
export class Shoppers {
  private left = false;
  /** Answers that asked to come back, by what they were; of services that were down. */
  readonly refusals = new Map<string, number>();

  constructor(
    private readonly shop: Shop,
    private readonly tokens: readonly string[],
    private readonly sku: string,
  ) {}

  /** Sees all purchases through, so many at a time. Rejects when somebody is refused for good. */
  async buy(purchases: readonly Purchase[], atOnce = 16): Promise<void> {
    const open = [...purchases.entries()];
    const loop = async (): Promise<void> => {
      for (let next = open.shift(); next !== undefined && !this.left; next = open.shift())
        await this.one(next[1], this.tokens[next[0] % this.tokens.length] ?? '');
    };
    try {
      await Promise.all(Array.from({ length: atOnce }, loop));
    } finally {
      this.left = true;
    }
  }

  private async one(purchase: Purchase, token: string): Promise<void> {
    const { course, quantity, key } = purchase;
    const body = {
      ...{ items: [{ sku: this.sku, quantity }], currency: 'EUR', shippingAddress: address },
      paymentMethodToken: courses[course].token,
    };
    const { body: order } = await this.insist(() => this.shop.send('POST', '/orders', { token, key, body }));
    purchase.order = { id: order.id, number: order.number };
    if (course === 'second card') await this.payAgain(order, token);
    if (course === 'visits the bank') await this.visitBank(order.id, token);
    if (course.startsWith('cancels')) await this.insist(() => this.shop.send('POST', `/orders/${order.id}/cancel`, { token, body: {} }));
    purchase.done = true;
  }

  private async payAgain({ id: orderId, total: amount }: Placed, token: string): Promise<void> {
    await this.payment(orderId, token, 'failed');
    const [key, body] = [v7(), { orderId, amount, paymentMethodToken: 'tok_ok' }];
    await this.insist(() => this.shop.send('POST', '/payment/initiate', { token, key, body }));
  }

  private async visitBank(orderId: string, token: string): Promise<void> {
    const { body } = await this.payment(orderId, token, 'requires_action');
    await this.insist(async () => ({ status: (await fetch(body.actionUrl)).status }));
  }

  /** Waits until the payment of an order stands so. */
  private payment(orderId: string, token: string, status: string): Promise<Answer> {
    return this.insist(async () => {
      const answer = await this.shop.send('GET', `/payment/status?orderId=${orderId}`, { token });
      return answer.status === 404 || (answer.status === 200 && answer.body.status !== status) ? { ...answer, status: 425 } : answer;
    });
  }

  /** Sends until there is an answer that does not ask to come back. */
  private async insist<Told extends { readonly status: number; readonly body?: unknown }>(send: () => Promise<Told>): Promise<Told> {
    let told = 'none';
    for (const end = Date.now() + patienceMs; !this.left && Date.now() < end; await pause(50)) {
      const answer = await send().catch(() => undefined);
      told = `${answer?.status} ${(answer?.body as { code?: string } | undefined)?.code ?? ''}`;
      if (answer && answer.status >= 500) this.refusals.set(told, (this.refusals.get(told) ?? 0) + 1);
      if (answer === undefined || later.has(answer.status)) continue;
      if (answer.status < 400) return answer;
      throw new Error(`a customer was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    throw new Error(`a customer waited ${patienceMs} ms in vain; the last answer was ${told}`);
  }
}

const patienceMs = 60_000;

interface Placed {
  readonly id: string;
  readonly total: object;
}
