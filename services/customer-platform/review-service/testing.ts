import { v7 } from 'uuid';
import { eventually, ManualClock, type Published, type TestedService, testService } from '#kit/testing';
import { orders } from '#platform/topics/order';
import { reviews } from '#platform/topics/review';
import { ReviewModule } from './module';
import definition from './service';

type Answer = Awaited<ReturnType<TestedService['request']>>;
type Wish = Parameters<TestedService['request']>[2];

/** Time that moderators have in the tests. */
export const publishAfterMs = 60_000;

/** Somebody who may have bought something. */
export interface Person {
  readonly userId: string;
  send(method: string, path: string, wish?: Wish): Promise<Answer>;
  /** Is delivered a product. */
  buys(productId: string): Promise<void>;
  /** Reviews a product. */
  writes(productId: string, change?: object, key?: string): Promise<Answer>;
}

/** The service under test and the people around it. */
export interface Reviewed extends TestedService {
  readonly clock: ManualClock;
  person(): Promise<Person>;
  readonly moderator: Person;
  /** Of a product and a new buyer: a review that is pending. */
  pending(productId?: string, change?: object): Promise<{ author: Person; productId: string; id: string }>;
  /** As `pending`, and published. */
  shown(productId?: string, change?: object): Promise<{ author: Person; productId: string; id: string }>;
  /** Lets the time pass after which a review comes out by itself, and waits for that. */
  wait(): Promise<void>;
  /** What the public sees of a product. */
  ids(productId: string, query?: string): Promise<string[]>;
  summary(productId: string): Promise<Record<string, unknown>>;
  /** Events about a product: type, version and data. */
  told(productId: string): Promise<(Pick<Published, 'data'> & { what: string; version: number })[]>;
}

/** Status and code of a refusal. */
export const refusal = ({ status, body }: Answer): [number, string] => [status, body.code];

export const testReviews = async (): Promise<Reviewed> => {
  const clock = new ManualClock();
  const settings = { PUBLISH_AFTER_MS: String(publishAfterMs) };
  const service = await testService({ name: 'review-service', definition, module: ReviewModule, clock, settings });
  const somebody = async (...scopes: string[]): Promise<Person> => {
    const userId = v7();
    const token = await service.token({ subject: userId, scopes, expiresIn: 365 * 86_400 });
    const send: Person['send'] = (method, path, wish = {}) => service.request(method, path, { token, ...wish });
    return {
      ...{ userId, send },
      buys: (productId) => {
        const deliveredAt = clock.now().toISOString();
        return service.deliver(orders.delivered, { orderId: v7(), number: 'ORD-1', userId, productIds: [productId], deliveredAt });
      },
      writes: (productId, change = {}, key = v7()) =>
        send('POST', '/reviews', { key, body: { productId, rating: 4, title: 'Good', text: 'Holds tea.', ...change } }),
    };
  };
  const wait = async (): Promise<void> => {
    clock.advance(publishAfterMs);
    await eventually('all to be published', async () => (await service.sql('SELECT 1 FROM reviews WHERE due_at IS NOT NULL')).length === 0);
  };
  const moderator = await somebody('reviews:moderate');
  const pending: Reviewed['pending'] = async (productId = v7(), change = {}) => {
    const author = await somebody('reviews:own');
    await author.buys(productId);
    return { author, productId, id: (await author.writes(productId, change)).body.id };
  };
  return {
    ...{ ...service, clock, moderator, wait, pending },
    person: () => somebody('reviews:own'),
    shown: async (productId, change) => {
      const review = await pending(productId, change);
      await moderator.send('POST', `/reviews/${review.id}/approve`, { body: {} });
      return review;
    },
    ids: async (productId, query = '') =>
      (await service.request('GET', `/reviews?productId=${productId}&limit=100${query}`)).body.data.map(({ id }: { id: string }) => id),
    summary: async (productId) => (await service.request('GET', `/reviews/summary?productId=${productId}`)).body,
    told: async (productId) =>
      (await service.published()).flatMap(({ type, key, data, headers }) => {
        const what = { [reviews.published.type]: 'published', [reviews.removed.type]: 'removed' }[type];
        return what && key === productId ? [{ what, version: Number(headers.ce_aggregateversion), data }] : [];
      }),
  };
};
