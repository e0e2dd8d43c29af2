import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topic } from '#model';
import { createLog } from '../telemetry/log';
import type { EventBus } from './bus';
import { newTopic, records, scenarios, until } from './bus-scenarios';
import { KafkaBus } from './kafka-bus';
import { LocalBus } from './local-bus';

const backoff = { firstMs: 20, mostMs: 100 };
const log = createLog({ service: 'bus-test', environment: 'test', version: '0', level: 'silent' });

/** Runs all scenarios at the same time, because with the tests' brokers each waits three seconds to join its group. */
const contract = (adapter: (topic: Topic) => EventBus | Promise<EventBus>) => {
  const open: EventBus[] = [];
  const start = async (topic: Topic): Promise<EventBus> => {
    const bus = await adapter(topic);
    open.push(bus);
    return bus;
  };
  const all = scenarios(start);
  const outcomes = new Map<string, PromiseSettledResult<void>>();
  beforeAll(async () => {
    const settled = await Promise.allSettled(Object.values(all).map((scenario) => scenario()));
    for (const [index, name] of Object.keys(all).entries())
      outcomes.set(name, settled[index] ?? { status: 'rejected', reason: 'did not run' });
    await Promise.all(open.map((bus) => bus.close()));
  }, 30_000);
  test.each(Object.keys(all))('%s', (name) => {
    const outcome = outcomes.get(name);
    if (outcome?.status !== 'fulfilled') throw outcome?.reason;
  });
};

describe('LocalBus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bus-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  contract((topic) => new LocalBus({ folder, topics: [topic], backoff }));
});

const kcat = spawnSync('kcat', ['-V']).status === 0;
if (!kcat)
  console.warn('KafkaBus IS NOT TESTED HERE: kcat, whose brokers the tests use, is not installed; install it with: apt-get install kcat');
const withBrokers = kcat ? describe : describe.skip;

withBrokers('KafkaBus', () => {
  const clusters: ChildProcess[] = [];
  const startBrokers = async (): Promise<{ readonly cluster: ChildProcess; readonly brokers: string[] }> => {
    const cluster = spawn('kcat', '-C -b x:1 -t w -p 0 -X test.mock.num.brokers=3'.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] });
    clusters.push(cluster);
    let said = '';
    cluster.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await until(() => /replaced with \S+\n/.test(said));
    return { cluster, brokers: /replaced with (\S+)/.exec(said)?.[1]?.split(',') ?? [] };
  };
  // These brokers let a group that was left be joined again only after its session.
  const busOf = (brokers: string[], publishTimeoutMs?: number) =>
    new KafkaBus({ brokers, clientId: 'bus-test', log, backoff, autoCreateTopics: true, sessionTimeoutMs: 4000, publishTimeoutMs });
  let shared: ReturnType<typeof startBrokers> | undefined;
  contract(async () => {
    shared ??= startBrokers();
    return busOf((await shared).brokers);
  });
  afterAll(() => {
    for (const cluster of clusters) cluster.kill('SIGKILL');
  });

  test('publishing rejects while the brokers do not answer, and works again when they do', async () => {
    const { cluster, brokers } = await startBrokers();
    const topic = newTopic();
    const bus = busOf(brokers, 500);
    await bus.publish(records(topic, ['a'], 1));
    expect(await bus.isUp()).toBe(true);
    cluster.kill('SIGSTOP');
    // The signal takes a moment to arrive.
    const answers: unknown[] = [];
    await until(() =>
      bus.publish(records(topic, ['a'], 1, 1)).then(
        () => false,
        (error) => answers.push(error) > 0,
      ),
    );
    expect(String(answers[0])).toMatch(/no-answer: 1 records not confirmed within 500 ms/);
    expect(await busOf(brokers).isUp()).toBe(false);
    cluster.kill('SIGCONT');
    await bus.publish(records(topic, ['a'], 1, 2));
    await bus.close();
  });

  test('publishing rejects when there are no brokers', async () => {
    const bus = busOf(['127.0.0.1:1'], 300);
    await expect(bus.publish(records(newTopic(), ['a'], 1))).rejects.toThrow('no-answer');
    expect(await bus.isUp()).toBe(false);
    await bus.close();
  });

  test('brokers that cannot create topics are left as they are', async () => {
    const bus = busOf((await startBrokers()).brokers);
    await expect(bus.ensureTopics([newTopic()])).resolves.toBeUndefined();
    await bus.close();
  });
});
