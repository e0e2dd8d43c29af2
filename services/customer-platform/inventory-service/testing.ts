import { v7 } from 'uuid';
import { type ManualClock, type TestedService, testService } from '#kit/testing';
import { orders, sagas } from '#platform/topics/order';
import { products } from '#platform/topics/product';
import { InventoryModule } from './module';
import definition from './service';

type Answer = Awaited<ReturnType<TestedService['request']>>;
type About = { readonly id?: string; readonly version?: number };

interface Wanted {
  readonly sku: string;
  readonly quantity: number;
}

const at = '2026-01-01T00:00:00.000Z';
const price = { amount: 1250, currency: 'EUR' };

/** The service under test with the people of a shop, and the steps that most tests begin with. */
export interface Warehouse extends TestedService {
  readonly sellerId: string;
  /** Tokens: of the seller of everything below, of another one, of who may change all, of a customer. */
  readonly seller: string;
  readonly rival: string;
  readonly merchandiser: string;
  readonly customer: string;
  /** Makes SKUs known, as variants of one product; gives the product's id. */
  know(...skus: readonly string[]): Promise<string>;
  adjust(sku: string, change: object, token?: string, key?: string): Promise<Answer>;
  /** Makes a SKU known with so many pieces in the main warehouse. */
  stocked(sku: string, pieces: number): Promise<void>;
  reserve(orderId: string, lines: readonly Wanted[], about?: About): Promise<void>;
  commit(orderId: string, about?: About): Promise<void>;
  release(orderId: string, about?: About): Promise<void>;
  ship(orderId: string, about?: About): Promise<void>;
  refund(orderId: string, lines: readonly (Wanted & { restock?: boolean })[], about?: About & { refundId?: string }): Promise<void>;
  /** Everything that is told of one order's reservation, oldest first, as `reserved`, `rejected` and `released` with its data. */
  answers(orderId: string): Promise<{ what: string; data: Record<string, unknown>; version: string | undefined }[]>;
  level(sku: string, token?: string): Promise<Answer['body']>;
  /** What is wrong with the books: shelves whose numbers are not the sums of their movements, or not between 0 and on hand. */
  faults(): Promise<unknown[]>;
  deadLetters(): Promise<{ type: string; error: string }[]>;
}

/** A product as the catalogue tells of it. */
export const snapshot = (productId: string, sellerId: string, variants: readonly { sku: string; active?: boolean }[]) => ({
  ...{ productId, sellerId, name: 'Mug', slug: productId, description: 'Holds tea.', categoryId: v7(), categoryPath: ['Mugs'] },
  ...{ status: 'active' as const, attributes: {}, ratingAverage: 0, ratingCount: 0 },
  variants: variants.map(({ sku, active = true }) => ({ sku, options: {}, price, active })),
});

const faulty = `
  SELECT s.sku, s.warehouse, s.on_hand, s.reserved, b.on_hand AS booked_on_hand, b.reserved AS booked_reserved FROM stock s
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(on_hand), 0)::int AS on_hand, coalesce(sum(reserved), 0)::int AS reserved FROM (
      SELECT on_hand_delta AS on_hand, reserved_delta AS reserved FROM movements m WHERE m.sku = s.sku AND m.warehouse = s.warehouse
      UNION ALL SELECT on_hand, reserved FROM openings o WHERE o.sku = s.sku AND o.warehouse = s.warehouse) moved
  ) b ON true
  WHERE s.on_hand <> b.on_hand OR s.reserved <> b.reserved OR s.reserved < 0 OR s.reserved > s.on_hand`;

export const testWarehouse = async ({ clock, pool = 5 }: { clock?: ManualClock; pool?: number } = {}): Promise<Warehouse> => {
  const service = await testService({
    ...{ name: 'inventory-service', definition, module: InventoryModule, callees: { 'order-service': {} } },
    settings: { DATABASE_POOL_MAX: String(pool) },
    ...(clock && { clock }),
  });
  const sellerId = v7();
  const as = (scope: string, subject = v7()) => service.token({ subject, scopes: [scope], expiresIn: 10 * 365 * 86_400 });
  const people = {
    seller: await as('inventory:own', sellerId),
    rival: await as('inventory:own'),
    merchandiser: await as('inventory:write'),
    customer: await as('orders:own'),
  };
  const know: Warehouse['know'] = async (...skus) => {
    const productId = v7();
    await service.deliver(
      products.created,
      snapshot(
        productId,
        sellerId,
        skus.map((sku) => ({ sku })),
      ),
      { version: 1 },
    );
    return productId;
  };
  const adjust: Warehouse['adjust'] = (sku, change, token = people.seller, key = v7()) =>
    service.request('POST', '/inventory/adjustments', { token, key, body: { sku, reason: 'correction', ...change } });
  const stocked: Warehouse['stocked'] = async (sku, pieces) => {
    await know(sku);
    if (pieces > 0) await adjust(sku, { delta: pieces, reason: 'receive' });
  };
  return {
    ...{ ...service, sellerId, ...people, know, adjust, stocked, ...commands(service) },
    answers: async (orderId) =>
      (await service.published())
        .filter(({ type, key }) => key === orderId && type.startsWith('inventory.reservation.'))
        .map(({ type, data, headers }) => ({ what: type.split('.')[2] ?? '', data, version: headers.ce_aggregateversion })),
    level: async (sku, token = people.seller) => {
      const { status, body } = await service.request('GET', `/inventory/${sku}`, { token });
      if (status !== 200) throw new Error(`${sku}: no-level: answered ${status} ${body.code}; look into the log of the service`);
      return body;
    },
    faults: () => service.sql(faulty),
    deadLetters: () => service.sql('SELECT type, error FROM dead_letters ORDER BY id'),
  };
};

const commands = ({ deliver }: TestedService): Pick<Warehouse, 'reserve' | 'commit' | 'release' | 'ship' | 'refund'> => {
  const order = (orderId: string) => ({ orderId, number: 'ORD-1', userId: v7() });
  return {
    reserve: (orderId, lines, about) => deliver(sagas.stockReserveRequested, { orderId, attempt: 1, lines: [...lines] }, about),
    commit: (orderId, about) => deliver(sagas.stockCommitRequested, { orderId, paymentId: v7() }, about),
    release: (orderId, about) => deliver(sagas.stockReleaseRequested, { orderId, reason: 'customer' }, about),
    ship: (orderId, about) => deliver(orders.shipped, { ...order(orderId), carrier: 'post', lines: [], shippedAt: at }, about),
    refund: (orderId, lines, { refundId = v7(), ...about } = {}) =>
      deliver(
        orders.refunded,
        {
          ...{ ...order(orderId), amount: price, full: false, refundId, refundedAt: at },
          lines: lines.map(({ sku, quantity, restock = true }) => ({ sku, quantity, restock })),
        },
        about,
      ),
  };
};
