import { v7 } from 'uuid';
import type { ManualClock } from '#kit/testing';
import { type TestedService, testService } from '#kit/testing';
import { AnalyticsModule } from './module';
import definition from './service';

/** The write key of the tests. */
export const writeKey = 'k'.repeat(43);

/** Starts the service for a test. */
export const testAnalytics = (clock?: ManualClock): Promise<TestedService> =>
  testService({
    name: 'analytics-service',
    definition,
    module: AnalyticsModule,
    settings: { WRITE_KEY: writeKey },
    ...(clock && { clock }),
  });

/** An event as a browser sends it. */
export const eventAt = (at: string, wish: Readonly<Record<string, unknown>> = {}) => ({
  ...{ eventId: v7(), name: 'page_viewed', anonymousId: v7(), at },
  ...wish,
});

/** Sends events by the write key. */
export const send = (service: TestedService, events: readonly unknown[]) =>
  service.request('POST', '/analytics/events', { body: { events }, headers: { 'x-write-key': writeKey } });

/** Asks as somebody who may read. */
export const asking = async (service: TestedService) => {
  const token = await service.token({ subject: v7(), scopes: ['analytics:read'] });
  return (path: string) => service.request('GET', `/analytics/${path}`, { token });
};

/** An order of two pieces of one product, of an even amount. */
export const order = (wish: { orderId?: string; amount?: number; currency?: string; productId?: string } = {}) => {
  const { orderId = v7(), amount = 5000, currency = 'EUR', productId = v7() } = wish;
  const total = { amount, currency };
  const lines = [{ sku: 'mug-blue', productId, quantity: 2, unitPrice: { amount: amount / 2, currency } }];
  return { orderId, number: `N-${orderId.slice(-6)}`, userId: v7(), lines, total };
};
