import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Topic } from '#model';
import type { BusRecord, EventBus, ReceivedRecord } from './bus';

/** A topic that nobody else uses. */
export const newTopic = (): Topic => {
  const entity = `e${randomUUID().slice(0, 8)}`;
  return { name: `test.${entity}.v1`, context: 'test', entity, version: 1, key: 'id', partitions: 4, retention: '1d' };
};

/** A record whose value carries the text. */
export const record = (topic: Topic, key: string, text: string): BusRecord => ({
  topic: topic.name,
  key,
  headers: { ce_type: 'test.thing.happened.v1', ce_id: `${key}-${text}` },
  value: Buffer.from(JSON.stringify({ text })),
});

/** `count` records for each of the keys, in turn. */
export const records = (topic: Topic, keys: readonly string[], count: number, from = 0): BusRecord[] =>
  Array.from({ length: count }, (_, index) => keys.map((key) => record(topic, key, String(from + index)))).flat();

const textOf = ({ value }: BusRecord): string => JSON.parse(value.toString()).text;
/** The texts of one key's records, in their order. */
export const textsOf = (all: readonly BusRecord[], key: string): string[] => all.filter((each) => each.key === key).map(textOf);
/** `'0'`, `'1'` … up to so many. */
export const upTo = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

/** Waits for a condition; fails after eight seconds. */
export const until = async (condition: () => boolean | Promise<boolean>, ms = 8000): Promise<void> => {
  for (const end = performance.now() + ms; !(await condition()); await setTimeout(10))
    if (performance.now() > end) throw new Error('waited in vain');
};

/** Collects what a group gets. */
export const collect = async (bus: EventBus, group: string, topic: Topic) => {
  const got: ReceivedRecord[] = [];
  const consumer = await bus.subscribe({ group, topics: [topic], handle: async (batch) => void got.push(...batch) });
  return { got, consumer };
};

/** What every bus has to hold, given how to open one: those opened for one topic see the same records. */
export const scenarios = (start: (topic: Topic) => Promise<EventBus>): Readonly<Record<string, () => Promise<void>>> => ({
  'each group gets every record, with key, headers and bytes, in order per key': async () => {
    const topic = newTopic();
    const bus = await start(topic);
    const keys = ['a', 'b', 'c', 'd', 'e'];
    await bus.publish(records(topic, keys, 30));
    const [one, two] = await Promise.all([collect(bus, `one-${topic.name}`, topic), collect(bus, `two-${topic.name}`, topic)]);
    await bus.publish(records(topic, keys, 30, 30));
    await until(() => one.got.length >= 300 && two.got.length >= 300);
    for (const { got } of [one, two]) for (const key of keys) expect(textsOf(got, key)).toEqual(upTo(60));
    expect(one.got[0]).toMatchObject({ topic: topic.name, headers: { ce_type: 'test.thing.happened.v1' } });
    expect(new Set(one.got.map(({ partition }) => partition)).size).toBeGreaterThan(1);
    expect([...one.consumer.lag().values()]).toEqual([0]);
    expect(one.consumer.idleMs()).toBeLessThan(5000);
  },

  'a failed handler gets the same records again, others go on, nothing is skipped': async () => {
    const topic = newTopic();
    const bus = await start(topic);
    await bus.publish(records(topic, ['bad', 'good'], 3));
    const attempts: string[][] = [];
    const handled: ReceivedRecord[] = [];
    await bus.subscribe({
      group: topic.name,
      topics: [topic],
      handle: async (batch) => {
        if (batch.some(({ key }) => key === 'bad')) attempts.push(batch.map(textOf));
        if (attempts.length <= 3 && batch.some(({ key }) => key === 'bad')) throw new Error('not yet');
        handled.push(...batch);
      },
    });
    await until(() => attempts.length >= 1);
    await bus.publish(records(topic, ['bad', 'good'], 3, 3));
    await until(() => handled.length >= 12);
    expect(attempts.length).toBeGreaterThanOrEqual(4);
    expect(attempts.slice(0, 4)).toEqual(Array(4).fill(attempts[0]));
    for (const key of ['bad', 'good']) expect(textsOf(handled, key)).toEqual(upTo(6));
  },

  'one call at a time per partition, with at most 100 records': async () => {
    const topic = newTopic();
    const bus = await start(topic);
    await bus.publish(records(topic, ['a', 'b', 'c'], 250));
    const busy = new Set<number>();
    const sizes: number[] = [];
    let clashes = 0;
    await bus.subscribe({
      group: topic.name,
      topics: [topic],
      handle: async (batch) => {
        const partition = batch[0]?.partition ?? -1;
        if (busy.has(partition) || batch.some((each) => each.partition !== partition)) clashes += 1;
        busy.add(partition);
        await setTimeout(5);
        busy.delete(partition);
        sizes.push(batch.length);
      },
    });
    await until(() => busy.size > 0);
    for (const from of [250, 251, 252]) await bus.publish(records(topic, ['a', 'b', 'c'], 1, from));
    await until(() => sizes.reduce((sum, size) => sum + size, 0) >= 759);
    expect(clashes).toBe(0);
    expect(Math.max(...sizes)).toBe(100);
  },

  'goes on where it stopped, finishes what is at hand, loses and repeats nothing': async () => {
    const topic = newTopic();
    const bus = await start(topic);
    await bus.publish(records(topic, ['a'], 5));
    let begun = 0;
    const first: ReceivedRecord[] = [];
    const consumer = await bus.subscribe({
      group: topic.name,
      topics: [topic],
      handle: async (batch) => {
        begun += 1;
        await setTimeout(50);
        first.push(...batch);
      },
    });
    await until(() => begun === 1);
    await consumer.stop();
    expect(textsOf(first, 'a')).toEqual(upTo(5));
    await bus.publish(records(topic, ['a'], 5, 5));
    await bus.close();
    const second = await collect(await start(topic), topic.name, topic);
    await until(() => second.got.length >= 5);
    expect(textsOf([...first, ...second.got], 'a')).toEqual(upTo(10));
  },
});
