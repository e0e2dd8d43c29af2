import type { BusRecord } from '../events/bus';
import { LocalBus } from '../events/local-bus';
import { RecentEvents } from './recent-events';

const topic = { name: 'auth.account.v1', partitions: 1, retention: '7d', key: 'userId' } as never;
const traceId = 'a'.repeat(32);

const record = (key: string, data: object, name = 'auth.account.v1'): BusRecord => ({
  topic: name,
  key,
  headers: {
    ce_type: `${name}.happened`,
    ce_source: '/services/auth-service',
    ce_time: '2026-01-02T03:04:05.000Z',
    traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
  },
  value: Buffer.from(JSON.stringify(data)),
});

const watched = (most?: number) => {
  const sensitive = { name: 'auth.challenge.v1', partitions: 1 } as never;
  const recent = new RecentEvents({ consumers: () => ['user-service'], sensitive: new Set(['auth.challenge.v1']), ...(most && { most }) });
  return { recent, bus: recent.watch(new LocalBus({ topics: [topic, sensitive] })) };
};

test('an event is shown with its way and its trace, and who it is about is hidden', async () => {
  const { recent, bus } = watched();
  await bus.publish([record('u1', { userId: 'u1', email: 'ada@example.org', deep: { phone: '+49' } })]);
  expect(recent.list()).toEqual([
    {
      ...{ number: 1, type: 'auth.account.v1.happened', key: 'u1', traceId, from: 'auth-service', to: ['user-service'] },
      at: Date.parse('2026-01-02T03:04:05.000Z'),
      data: { userId: 'u1', email: '[redacted]', deep: { phone: '[redacted]' } },
    },
  ]);
});

test('of a sensitive topic nothing but the way is shown', async () => {
  const { recent, bus } = watched();
  await bus.publish([record('u1', { anything: 'secret' }, 'auth.challenge.v1')]);
  expect(recent.list()[0]).not.toHaveProperty('data');
  expect(JSON.stringify(recent.list())).not.toContain('secret');
});

test('what was not published is not shown', async () => {
  const { recent, bus } = watched();
  await expect(bus.publish([record('u1', {}, 'unknown.topic.v1')])).rejects.toThrow('unknown-topic');
  expect(recent.list()).toEqual([]);
});

test('the latest are kept, listeners hear of each until they stop', async () => {
  const { recent, bus } = watched(2);
  const heard: string[] = [];
  const deaf = recent.listen(({ key }) => heard.push(key));
  await bus.publish(['a', 'b', 'c'].map((key) => record(key, {})));
  deaf();
  await bus.publish([record('d', {})]);
  expect(heard).toEqual(['a', 'b', 'c']);
  expect(recent.list().map(({ key }) => key)).toEqual(['c', 'd']);
  expect(recent.list(3).map(({ key }) => key)).toEqual(['d']);
});
