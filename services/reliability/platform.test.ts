import { eventually } from '#kit/testing';
import { services } from '../../services.gen';
import { Shop } from '../demo/shop';
import { faultsOf, readBooks } from './books';
import { chance, type Draw } from './chance';
import { faultsOfDeliveries } from './deliveries';
import { faultsOfMails } from './letters';
import { PlatformProcess } from './platform-process';
import { allCourses, drawCourse, endOf, type Purchase, purchaseOf, Shoppers } from './shoppers';
import { sized } from './size';

const seed = Number(process.env.SEED ?? 20_261);
const customers = sized(4, 12);
const pieces = 1_000_000;

let platform: PlatformProcess;
let shop: Shop;
let sku: string;
const tokens: string[] = [];
const bought: Purchase[] = [];

beforeAll(async () => {
  // The provider is given up on, and asked again, sooner than in the shop.
  platform = await PlatformProcess.make({ settings: { PAYMENT_PROVIDER_TIMEOUT_MS: '1000', PAYMENT_ASK_AFTER_MS: '2000' } });
  shop = new Shop(platform.url, platform.folder);
  await platform.start();
  const office = await shop.backOffice();
  ({ sku } = await shop.shelve(office, { pieces }));
  for (let n = 0; n < customers; n++) tokens.push((await shop.customer()).token);
}, 120_000);

afterAll(() => platform?.remove(), 60_000);

/** Buys, while something happens; waits until all has come to rest, and holds everything against everything. */
const during = async (purchases: readonly Purchase[], happening: () => Promise<void>): Promise<void> => {
  bought.push(...purchases);
  const buying = new Shoppers(shop, tokens, sku).buy(purchases);
  await Promise.all([buying, happening()]);
  await settled();
};

const ask = <Row>(service: string, sql: string): Promise<Row[]> => platform.ask<Row>(service, sql);

const settled = async (): Promise<void> => {
  let faults: string[] = [];
  const look = async (): Promise<boolean> => {
    faults = [...(await faultsOfOrders()), ...(await faultsOfDeliveries(services, ask)), ...(await faultsOfMails(shop.mails(), ask))];
    return faults.length === 0;
  };
  await eventually('all to come to rest', look, sized(30_000, 120_000)).catch(() => expect(faults.slice(0, 20)).toEqual([]));
};

const faultsOfOrders = async (): Promise<string[]> => {
  const books = await readBooks(ask);
  const ends = new Map(books.orders.map(({ id, status }) => [id, status]));
  return [
    ...faultsOf(books),
    ...(ends.size === bought.length ? [] : [`${bought.length} orders were acknowledged, and there are ${ends.size}`]),
    ...bought.flatMap((purchase) => {
      const end = ends.get(purchase.order?.id ?? '');
      return end === endOf(purchase) ? [] : [`who ${purchase.course} has an order that is ${end} in the end, not ${endOf(purchase)}`];
    }),
  ];
};

const purchases = (draw: Draw, count: number): Purchase[] => Array.from({ length: count }, () => purchaseOf(drawCourse(draw), 1 + draw(3)));

const acknowledged = (of: readonly Purchase[], count: number): Promise<void> =>
  eventually(`${count} orders to be placed`, async () => of.filter(({ order }) => order).length >= count, 120_000);

test('provider trouble of every kind, twice over: each order ends as it must, charged once', async () => {
  await during(
    [...allCourses, ...allCourses].map((course) => purchaseOf(course, 1)),
    async () => undefined,
  );
}, 90_000);

test(`kill -9 of all services at moments by chance (seed ${seed}): nothing lost, nothing twice, everything ends`, async () => {
  const draw = chance(seed);
  const [orders, kills] = [sized(240, 2000), sized(2, 8)];
  const all = purchases(draw, orders);
  await during(all, async () => {
    for (let kill = 1; kill <= kills; kill++) {
      await acknowledged(all, Math.floor((orders * kill) / (kills + 1)) - draw(20));
      await platform.end('SIGKILL');
      await platform.start();
    }
  });
}, 600_000);

test.each(['SIGINT', 'SIGQUIT'] as const)(
  'PostgreSQL ended by %s under load: ready again within 10 s, no acknowledged write lost',
  async (signal) => {
    const all = purchases(chance(seed + signal.length), sized(80, 500));
    await during(all, async () => {
      await acknowledged(all, all.length / 2);
      await platform.restartPostgres(signal);
      expect(await platform.ready(10_000)).toBeLessThan(10_000);
      expect(platform.ended).toBe(false);
    });
  },
  300_000,
);
