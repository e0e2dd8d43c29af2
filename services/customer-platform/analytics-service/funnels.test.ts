import { v7 } from 'uuid';
import { ManualClock, type TestedService } from '#kit/testing';
import { asking, eventAt, send, testAnalytics } from './testing';

let service: TestedService;
let ask: Awaited<ReturnType<typeof asking>>;

beforeAll(async () => {
  service = await testAnalytics(new ManualClock(new Date('2026-03-10T12:00:00.000Z')));
  ask = await asking(service);
});
afterAll(async () => {
  await service?.stop();
});

const minute = 60_000;
const start = Date.parse('2026-03-10T08:00:00.000Z');

/** What one visitor does: names of events with the minute in which they happen. */
type Way = readonly (readonly [name: string, minute: number])[];

const walk = async (ways: readonly Way[]): Promise<void> => {
  const events = ways.flatMap((way) => {
    const anonymousId = v7();
    return way.map(([name, at]) => eventAt(new Date(start + at * minute).toISOString(), { name, anonymousId }));
  });
  // Sent backwards: only the time of an event says when it happened.
  expect((await send(service, events.reverse())).body.accepted).toBe(events.length);
};

const visitors = async (steps: string, withinMinutes = 60): Promise<number[]> => {
  const { body } = await ask(`funnels?steps=${steps}&withinMinutes=${withinMinutes}&from=2026-03-10&to=2026-03-10`);
  return body.steps.map((step: { visitors: number }) => step.visitors);
};

test('a funnel counts how far visitors come, in order and in time', async () => {
  await walk([
    [
      ['look', 0],
      ['cart', 5],
      ['pay', 10],
    ],
    [
      ['look', 0],
      ['cart', 5],
    ],
    [
      ['look', 0],
      ['pay', 5],
      ['cart', 10],
    ],
    [
      ['cart', 0],
      ['look', 5],
    ],
    [
      ['look', 0],
      ['cart', 61],
    ],
    // The first beginning is too long ago, the second is not.
    [
      ['look', 0],
      ['look', 100],
      ['cart', 110],
      ['pay', 120],
    ],
    // In time from step to step, but not from the first to the last.
    [
      ['look', 0],
      ['cart', 50],
      ['pay', 70],
    ],
    [['other', 0]],
  ]);
  expect(await visitors('look,cart,pay')).toEqual([7, 5, 2]);
  expect(await visitors('look,cart,pay', 70)).toEqual([7, 6, 3]);
  const { body } = await ask('funnels?steps=look,cart,pay&withinMinutes=60&from=2026-03-10&to=2026-03-10');
  expect(body.steps[2]).toEqual({ name: 'pay', visitors: 2, share: 0.2857 });
});

test('a step that comes twice needs two events', async () => {
  await walk([
    [['again', 0]],
    [
      ['again', 0],
      ['again', 1],
    ],
  ]);
  expect(await visitors('again,again')).toEqual([2, 1]);
});

/** How far one comes, the slow way: from each beginning, step by step. */
const furthest = (way: Way, steps: readonly string[], within: number): number =>
  Math.max(
    0,
    ...way.map(([name, began], index) => {
      if (name !== steps[0]) return 0;
      let step = 1;
      for (const [next, at] of way.slice(index + 1)) if (next === steps[step] && at - began <= within) step += 1;
      return step;
    }),
  );

test('a funnel agrees with counting by hand', async () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const steps = ['one', 'two', 'three', 'four'];
  const ways = Array.from({ length: 40 }, (): Way => {
    const minutes = Array.from({ length: 12 }, () => random(60));
    return [...new Set(minutes)].sort((a, b) => a - b).map((at) => [steps[random(4)] as string, at] as const);
  });
  await walk(ways);
  const reached = ways.map((way) => furthest(way, steps, 30));
  expect(await visitors(steps.join(','), 30)).toEqual([1, 2, 3, 4].map((step) => reached.filter((each) => each >= step).length));
});

test('nobody is on a way that nobody went', async () => {
  const { body } = await ask('funnels?steps=nowhere,never');
  expect(body.steps).toEqual([
    { name: 'nowhere', visitors: 0, share: 0 },
    { name: 'never', visitors: 0, share: 0 },
  ]);
});
