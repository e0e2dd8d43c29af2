// npm run demo:chaos: a thousand orders while the bus repeats, mixes and delays events, and platform and database are killed.
import { type Books, untilQuiet } from './books';
import { ManyOrders } from './orders';
import { crashDatabase } from './own-platform';
import { until } from './shop';
import { chapter, check, note, runDemo, type Stage, table } from './telling';

const [count, chaos] = [1000, 'redeliver:5,shuffle,delay:50'];

const story = async ({ shop, platform }: Stage): Promise<void> => {
  if (platform === undefined) throw new Error('it needs a platform of its own');
  const office = await shop.backOffice();
  const { sku } = await shop.shelve(office, { pieces: count });
  const { token } = await shop.customer();
  const started = performance.now();
  const orders = new ManyOrders(shop, { token, sku, count });
  const after = async (share: number, what: string, work: () => Promise<void>): Promise<void> => {
    await until(`${share * 100} % of the orders`, async () => orders.placed.size >= count * share, 300);
    const at = orders.placed.size;
    await work();
    note(`after ${at} orders: ${what}`);
  };

  chapter(`${count} orders, CHAOS=${chaos}`);
  const placing = orders.place();
  await Promise.all([
    placing,
    (async () => {
      await after(0.2, 'the platform killed with -9 and started again', async () => {
        await platform.kill('SIGKILL');
        await platform.start();
      });
      await after(0.5, 'PostgreSQL crashed; it recovers while the platform runs on', () => crashDatabase(platform));
      await after(0.8, 'platform and PostgreSQL killed with -9 and started again', async () => {
        process.kill(platform.postgres, 'SIGKILL');
        await platform.kill('SIGKILL');
        await platform.start();
      });
    })(),
  ]);
  const seconds = (performance.now() - started) / 1000;
  note(`all have an answer after ${seconds.toFixed(1)} s, kills included`);

  const books = await untilQuiet(platform, 180);
  note(`all is at its end ${((performance.now() - started) / 1000 - seconds).toFixed(1)} s later`);
  tell(books, orders);
};

const tell = (books: Books, { placed }: ManyOrders): void => {
  chapter('What the databases say');
  table(Object.entries(books.byStatus).map(([status, number]) => [status, String(number)]));
  check(new Set(placed.values()).size === count, `answers with an order: ${placed.size}`);
  check(books.orders === count, `orders lost: ${Math.max(0, count - books.orders)}, twice: ${Math.max(0, books.orders - count)}`);
  check(books.unsettled === 0, `orders not at an end: ${books.unsettled}`);
  check(books.needsOperator === 0, `orders that wait for a person: ${books.needsOperator}`);
  check(books.wronglyCharged === 0, `orders with the wrong money: ${books.wronglyCharged} (${books.charges} charges)`);
  check(books.chargedTwice === 0, `orders charged twice: ${books.chargedTwice}`);
  check(books.piecesAstray === 0, `pieces of stock astray: ${books.piecesAstray}`);
  check(books.mailsTwice === 0, `mails sent twice: ${books.mailsTwice}, missing: ${books.mailsMissing}`);
  check(books.unpublished + books.deadLetters === 0, `events not published: ${books.unpublished}, given up: ${books.deadLetters}`);
};

void runDemo({
  name: 'demo:chaos',
  purpose: `Places ${count} orders while events are repeated, mixed and delayed, and platform and database are killed; nothing may be lost or doubled.`,
  chaos,
  alone: true,
  story,
});
