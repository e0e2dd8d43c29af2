import { setTimeout as pause } from 'node:timers/promises';
import { untilQuiet } from './books';
import { ManyOrders } from './orders';
import { OwnPlatform } from './own-platform';
import { Shop, until } from './shop';

const count = 300;
let platform: OwnPlatform | undefined;

afterAll(() => platform?.remove(), 30_000);

test('kill -9 amid orders: after a restart each is final, paid once, told once, and the stock is whole', async () => {
  await platform?.remove();
  platform = await OwnPlatform.start({ chaos: 'redeliver:10,shuffle' });
  const own = platform;
  const shop = new Shop(own.url, own.folder);
  const office = await shop.backOffice();
  const { sku } = await shop.shelve(office, { pieces: count - 20 });
  const { token } = await shop.customer();
  const orders = new ManyOrders(shop, { token, sku, count });

  // The process dies with requests, relays, deliveries and charges under way.
  const placing = orders.place();
  await until('half of the orders to be placed', async () => orders.placed.size >= count / 2, 150);
  await own.kill('SIGKILL');
  const before = orders.placed.size;
  await pause(100);
  await own.start();
  await placing;
  expect(before).toBeLessThan(count);
  expect(new Set(orders.placed.values()).size).toBe(count);

  const books = await untilQuiet(own, 120);
  // Twenty more were ordered than there were.
  const { byStatus, charges, ...faults } = books;
  expect({ byStatus, charges }).toEqual({ byStatus: { confirmed: count - 20, cancelled: 20 }, charges: count - 20 });
  expect(faults).toEqual({
    ...{ orders: count, unsettled: 0, needsOperator: 0, wronglyCharged: 0, chargedTwice: 0, piecesAstray: 0 },
    ...{ mailsTwice: 0, mailsMissing: 0, unpublished: 0, deadLetters: 0 },
  });
  expect(await shop.level(office, sku)).toEqual({ onHand: count - 20, reserved: count - 20, available: 0 });
}, 300_000);
