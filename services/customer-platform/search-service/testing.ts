import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 } from 'uuid';
import type { Clock } from '#kit';
import { type TestedService, testService } from '#kit/testing';
import { stock } from '#platform/topics/inventory';
import { prices, products } from '#platform/topics/product';
import { reviews } from '#platform/topics/review';
import { SearchModule } from './module';
import definition from './service';
import type { Snapshot } from './sources';

/** A product on the shelf, in one variant that costs 10 euros. */
export const snapshot = (change: Partial<Snapshot> & { readonly price?: number; readonly currency?: string } = {}): Snapshot => {
  const { price = 1000, currency = 'EUR', ...rest } = change;
  const productId = rest.productId ?? v7();
  const variants = [{ sku: `SKU-${productId}`, options: {}, price: { amount: price, currency }, active: true }];
  return {
    ...{ productId, sellerId: 'seller-1', name: 'Blue mug', slug: `mug-${productId}`, description: 'Holds tea.', categoryId: v7() },
    ...{ categoryPath: ['home', 'kitchen'], status: 'active', attributes: {}, variants, ratingAverage: 0, ratingCount: 0 },
    ...rest,
  };
};

/** The catalogue's export: pages of snapshots, and what happens before each page is given. */
export const startCatalogue = async () => {
  const state: { pages: (Snapshot & { version: number })[][]; before: (page: number) => Promise<unknown>; status: number } = {
    ...{ pages: [], before: async () => undefined, status: 200 },
  };
  const asked: string[] = [];
  const server: Server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    const at = Number(new URL(request.url ?? '', 'http://catalogue').searchParams.get('cursor') ?? 0);
    await state.before(at);
    const lines = (state.pages[at] ?? []).map((line) => JSON.stringify({ ...line, updatedAt: '2026-01-01T00:00:00.000Z' }));
    const more = at + 1 < state.pages.length;
    response.writeHead(state.status, { 'content-type': 'application/x-ndjson', ...(more && { 'x-next-cursor': String(at + 1) }) });
    response.end(lines.map((line) => `${line}\n`).join(''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { state, asked, url, close };
};

/** The service under test, and how its sources tell it things. */
export const startSearch = async (options: { readonly clock?: Clock } = {}) => {
  const catalogue = await startCatalogue();
  const service: TestedService = await testService({
    ...{ name: 'search-service', definition, module: SearchModule, settings: { PRODUCT_SERVICE_URL: catalogue.url } },
    ...options,
  });
  const get = (query: Readonly<Record<string, string | number>>) =>
    service.request(
      'GET',
      `/search?${new URLSearchParams(Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]))}`,
    );
  return {
    ...service,
    catalogue,
    get,
    /** Names of what is found. */
    names: async (query: Readonly<Record<string, string | number>>): Promise<string[]> =>
      (await get(query)).body.data.map(({ name }: { name: string }) => name),
    product: (data: Snapshot, version = 1) => service.deliver(products.created, data, { version }),
    update: (data: Snapshot, version: number) => service.deliver(products.updated, { ...data, changed: [] }, { version }),
    retire: (productId: string, version: number) =>
      service.deliver(products.retired, { productId, skus: [], retiredAt: '2026-01-01T00:00:00.000Z' }, { version }),
    price: (productId: string, amount: number, version: number, sku = `SKU-${productId}`) =>
      service.deliver(
        prices.changed,
        {
          ...{ productId, sku, old: { amount: 1, currency: 'EUR' }, new: { amount, currency: 'EUR' } },
          ...{ reason: 'manual', effectiveAt: '2026-01-01T00:00:00.000Z' },
        },
        { version },
      ),
    stock: (productId: string, available: number, version: number, sku = `SKU-${productId}`) =>
      service.deliver(stock.changed, { sku, productId, onHand: available, reserved: 0, available, cause: 'adjust' }, { version }),
    rate: (productId: string, ratingAverage: number, ratingCount: number, version: number) =>
      service.deliver(
        reviews.published,
        { reviewId: v7(), productId, ratingAverage, ratingCount, rating: 5, publishedAt: '2026-01-01T00:00:00.000Z' },
        { version },
      ),
    unrate: (productId: string, ratingAverage: number, ratingCount: number, version: number) =>
      service.deliver(
        reviews.removed,
        { reviewId: v7(), productId, ratingAverage, ratingCount, reason: 'author', removedAt: '2026-01-01T00:00:00.000Z' },
        { version },
      ),
    /** Documents without what tells nothing of the product. */
    documents: () =>
      service.sql('SELECT to_jsonb(d) - $1::text - $2::text AS d, tsv::text FROM documents d ORDER BY product_id', ['changed_in', 'tsv']),
    stop: async (): Promise<void> => {
      await service.stop();
      catalogue.close();
    },
  };
};

export type SearchUnderTest = Awaited<ReturnType<typeof startSearch>>;
