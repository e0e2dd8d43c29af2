import { services } from '../../services.gen';
import { chance, type Draw } from './chance';
import { say } from './say';
import { allCourses, drawCourse, type Purchase, purchaseOf } from './shoppers';
import { sized } from './size';
import { TestedShop } from './tested-shop';

const seed = Number(process.env.SEED ?? 20_261);
const restMs = sized(45_000, 180_000);

let town: TestedShop;

beforeAll(async () => {
  // Events come twice now and then, and those of different keys in any order.
  town = await TestedShop.open({ services, customers: sized(3, 12), environment: { CHAOS: 'redeliver:5,shuffle' } });
}, 120_000);

afterAll(() => town?.platform.remove(), 60_000);

const purchases = (draw: Draw, count: number): Purchase[] => Array.from({ length: count }, () => purchaseOf(drawCourse(draw), 1 + draw(3)));

const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`;

test('provider trouble of every kind, twice over: each order ends as it must, charged once', async () => {
  const [from, all] = [performance.now(), [...allCourses, ...allCourses].map((course) => purchaseOf(course, 1))];
  expect(await town.during(all, restMs)).toEqual([]);
  say(`provider trouble: ${all.length} orders of ${allCourses.length} kinds, at rest after ${seconds(from)}`);
}, 120_000);

test(`kill -9 of all services at moments by chance (seed ${seed}): nothing lost, nothing twice, everything ends`, async () => {
  const [from, draw, kills] = [performance.now(), chance(seed), sized(2, 12)];
  const all = purchases(draw, sized(120, 2000));
  const faults = await town.during(all, restMs, async () => {
    for (let kill = 1; kill <= kills; kill++) {
      await town.acknowledged(all, Math.floor((all.length * kill) / (kills + 1)) - draw(20));
      await town.platform.end('SIGKILL');
      await town.platform.start();
    }
  });
  expect(faults).toEqual([]);
  say(`kill -9: ${all.length} orders, ${kills} kills, at rest after ${seconds(from)}`);
}, 900_000);

test.each(['SIGINT', 'SIGQUIT'] as const)(
  'PostgreSQL ended by %s under load: ready again within 10 s, no acknowledged write lost',
  async (signal) => {
    const [from, all] = [performance.now(), purchases(chance(seed + signal.length), sized(40, 500))];
    let readyMs = Number.POSITIVE_INFINITY;
    const faults = await town.during(all, restMs, async () => {
      await town.acknowledged(all, all.length / 2);
      const down = performance.now();
      await town.platform.restartPostgres(signal);
      await town.platform.ready(20_000);
      readyMs = performance.now() - down;
    });
    expect(faults).toEqual([]);
    expect(town.platform.ended).toBe(false);
    expect(readyMs).toBeLessThan(10_000);
    say(`PostgreSQL ${signal}: ${all.length} orders, ready ${(readyMs / 1000).toFixed(1)} s after it was, at rest after ${seconds(from)}`);
  },
  300_000,
);
