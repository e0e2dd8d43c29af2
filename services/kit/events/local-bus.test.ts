import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topic } from '#model';
import { collect, newTopic, record, records, textsOf, until, upTo } from './bus-scenarios';
import { LocalBus } from './local-bus';

const backoff = { firstMs: 20, mostMs: 100 };

describe('LocalBus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bus-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const open = (topic: Topic) => new LocalBus({ folder, topics: [topic], backoff });

  test('records survive a crash; half a line that it left is cut off', async () => {
    const topic = newTopic();
    await open(topic).publish(records(topic, ['a'], 3));
    const [file = ''] = readdirSync(folder).filter((name) => name.startsWith(topic.name));
    appendFileSync(join(folder, file), '{"offset":3,"key":"a","hea');
    const bus = open(topic);
    await bus.publish(records(topic, ['a'], 3, 3));
    const { got } = await collect(bus, 'after-crash', topic);
    await until(() => got.length >= 6);
    expect(textsOf(got, 'a')).toEqual(upTo(6));
    expect(got.map(({ offset }) => offset)).toEqual(upTo(6));
    await bus.close();
  });

  test('a group that subscribed but read nothing misses nothing after a crash, though others read all', async () => {
    const topic = newTopic();
    const bus = open(topic);
    const stuck = await bus.subscribe({ group: 'stuck', topics: [topic], handle: () => Promise.reject(new Error('down')) });
    const { got } = await collect(bus, 'quick', topic);
    await bus.publish(records(topic, ['a'], 3));
    await until(() => got.length >= 3);
    expect(stuck.lag()).toEqual(new Map([[topic.name, 3]]));
    await bus.close();
    const again = await collect(open(topic), 'stuck', topic);
    await until(() => again.got.length >= 3);
    expect(textsOf(again.got, 'a')).toEqual(upTo(3));
  });

  test('what all groups have read is dropped at the next start; offsets grow on', async () => {
    const topic = newTopic();
    const bus = open(topic);
    const { got, consumer } = await collect(bus, 'reader', topic);
    await bus.publish(records(topic, ['a'], 3));
    await until(() => consumer.lag().get(topic.name) === 0);
    await bus.close();
    const empty = open(topic);
    await collect(empty, 'reader', topic);
    const files = readdirSync(folder).filter((name) => name.startsWith(topic.name));
    expect(files.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['']);
    await empty.close();
    const next = open(topic);
    const again = await collect(next, 'reader', topic);
    await next.publish(records(topic, ['a'], 2, 3));
    await until(() => again.got.length >= 2);
    expect([...got, ...again.got].map(({ offset }) => offset)).toEqual(upTo(5));
    await next.close();
  });

  test('members of one group share the partitions', async () => {
    const topic = newTopic();
    const bus = new LocalBus({ topics: [topic] });
    const [one, two] = [await collect(bus, 'shared', topic), await collect(bus, 'shared', topic)];
    await bus.publish(records(topic, ['a', 'b', 'c', 'd', 'e', 'f'], 5));
    await until(() => one.got.length + two.got.length >= 30);
    expect(one.got.length * two.got.length).toBeGreaterThan(0);
    await one.consumer.stop();
    await bus.publish(records(topic, ['a', 'b', 'c', 'd', 'e', 'f'], 5, 5));
    await until(() => one.got.length + two.got.length >= 60);
    for (const key of ['a', 'b', 'c']) expect(textsOf([...one.got, ...two.got], key)).toEqual(upTo(10));
    await bus.close();
  });

  test('chaos repeats, mixes and delays, and never reorders a key', async () => {
    const topic = newTopic();
    const bus = new LocalBus({ topics: [topic], chaos: { redeliverPercent: 30, shuffle: true, delayMs: 5 } });
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    const { got } = await collect(bus, 'tried', topic);
    await bus.publish(records(topic, keys, 10));
    await until(() => new Set(got.map(({ headers }) => headers.ce_id)).size >= 200);
    await bus.close();
    expect(got.length).toBeGreaterThan(220);
    const offsets = got.filter(({ partition }) => partition === got[0]?.partition).map(({ offset }) => Number(offset));
    expect(offsets.slice(0, 40)).not.toEqual(offsets.slice(0, 40).sort((a, b) => a - b));
    for (const key of keys) expect([...new Set(textsOf(got, key))]).toEqual(upTo(10));
  });

  test('bytes that are no text arrive as they were', async () => {
    const topic = newTopic();
    const bus = open(topic);
    const value = Buffer.from([0, 255, 10, 195, 40]);
    await bus.publish([{ ...record(topic, 'a', ''), value }]);
    const { got } = await collect(bus, 'bytes', topic);
    await until(() => got.length >= 1);
    expect(got[0]?.value).toEqual(value);
    await bus.close();
  });

  test('an unknown topic and a closed bus are refused', async () => {
    const bus = new LocalBus();
    await expect(bus.publish([record(newTopic(), 'a', '0')])).rejects.toThrow(/unknown-topic: 'test\.e\w+\.v1' is none of 0 topics/);
    await bus.close();
    await expect(bus.publish([])).rejects.toThrow('closed');
    expect(await bus.isUp()).toBe(false);
  });
});
