import { faultsOf, readBooks } from './books';
import { chance } from './chance';
import { CourseOfOrders } from './course-of-orders';
import { say } from './say';
import { sized } from './size';
import { SteppedShop } from './stepped-shop';

const seed = Number(process.env.SEED ?? 1);
const runs = sized(100, 2000);

let shop: SteppedShop;

beforeAll(async () => {
  shop = await SteppedShop.open();
}, 60_000);

afterAll(() => shop?.close());

/** What is wrong after one course that its number decides, with how it went. */
const courseOf = async (run: number): Promise<{ readonly faults: readonly string[]; readonly history: string }> => {
  const draw = chance(run * 7919);
  const pieces = { [`A-${run}`]: 3 + draw(9), [`B-${run}`]: 3 + draw(9) };
  await shop.stock(pieces);
  const course = new CourseOfOrders(shop, draw, pieces);
  await course.take(30 + draw(50));
  await shop.settle(draw);
  return { faults: [...(await course.faults()), ...(await shop.deadLetters())], history: course.history.join(', ') };
};

const count = (list: readonly { readonly status: string }[]): string => {
  const counts = new Map<string, number>();
  for (const { status } of list) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, n]) => `${n} ${status}`).join(', ');
};

test(`order I2 to I6, inventory I1 to I4, payment I1 to I3 hold in ${runs} random courses of three real services (seed ${seed})`, async () => {
  const started = performance.now();
  for (let run = seed; run < seed + runs; run++) {
    const { faults, history } = await courseOf(run);
    if (faults.length > 0) expect({ run, history, faults }).toEqual({ run, history, faults: [] });
    // All books are read again and again, because a later course must not change an earlier one.
    if (run % 10 === 0 || run === seed + runs - 1)
      expect({ run, faults: faultsOf(await readBooks(shop.ask)) }).toEqual({ run, faults: [] });
  }
  const ended = count(await shop.ask('order-service', 'SELECT status FROM orders ORDER BY status'));
  const paid = count(await shop.ask('payment-service', 'SELECT status FROM refunds ORDER BY status'));
  say(`sagas: ${runs} courses in ${((performance.now() - started) / 1000).toFixed(1)} s: orders ${ended}; refunds ${paid}`);
  for (const status of ['cancelled', 'confirmed', 'delivered', 'shipped']) expect(ended).toContain(status);
}, 1_800_000);
