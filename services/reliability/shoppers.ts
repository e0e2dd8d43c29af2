import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import { type Answer, basketOf, type Shop } from '../demo/shop';
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
export const drawCourse = (draw: Draw): Course => weighted(draw, allCourses.map((course) => [course, course === 'pays' ? 12 : 1]));

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

/** What a customer hears who is told to come back later, or hears nothing. */
const passing = new Set([408, 409, 425, 429, 500, 502, 503, 504]);

/** Customers who buy, and do not give up while the shop is down. */
export class Shoppers {
  /** Answers that nobody should get, in words. */
  readonly refusals: string[] = [];

  constructor(
    private readonly shop: Shop,
    private readonly tokens: readonly string[],
    private readonly sku: string,
  ) {}

  /** Sees all purchases through, so many at a time; an end is that of the last one. */
  async buy(purchases: readonly Purchase[], atOnce = 16): Promise<void> {
    const open = [...purchases.entries()];
    const loop = async (): Promise<void> => {
      for (let next = open.shift(); next !== undefined; next = open.shift()) await this.one(next[1], this.tokens[next[0] % this.tokens.length] ?? '');
    };
    await Promise.all(Array.from({ length: atOnce }, loop));
  }

  private async one(purchase: Purchase, token: string): Promise<void> {
    const { course, quantity, key } = purchase;
    const basket = { ...basketOf(this.sku, quantity), paymentMethodToken: courses[course].token };
    const placed = await this.insist(201, () => this.shop.send('POST', '/orders', { token, key, body: basket }));
    purchase.order = { id: placed.body.id, number: placed.body.number };
    if (course === 'second card') await this.payAgain(purchase, token, placed.body.total);
    if (course === 'visits the bank') await this.visitBank(placed.body.id, token);
    if (course.startsWith('cancels'))
      await this.insist(202, () => this.shop.send('POST', `/orders/${placed.body.id}/cancel`, { token, body: {} }), [200, 202]);
    purchase.done = true;
  }

  private async payAgain({ key }: Purchase, token: string, amount: object): Promise<void> {
    const { order } = { order: await this.orderOf(key) };
    await this.insist(200, async () => {
      const answer = await this.status(order, token);
      return answer.body?.status === 'failed' ? answer : { ...answer, status: 409 };
    });
    const body = { orderId: order, amount, paymentMethodToken: 'tok_ok' };
    await this.insist(202, () => this.shop.send('POST', '/payment/initiate', { token, key: v7(), body }));
  }
}
