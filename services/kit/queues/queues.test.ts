import { setTimeout as pause } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Clock } from '../clock';
import type { Context } from '../context';
import { ownContext } from '../every';
import { FromQueue, type Queues } from '../ports/queues';
import { RecentSpans } from '../telemetry';
import { eventually } from '../testing/eventually';
import { silentTelemetry } from '../testing/migrated';
import { type SqsDouble, sqsDouble } from '../testing/sqs-double';
import { MemoryStore } from './memory-store';
import type { QueueStore } from './queue-store';
import { QueueWork, queueHandlersIn } from './queue-work';
import { QueueWorker } from './queue-worker';
import { SqsStore } from './sqs-store';

/** So many times as fast as the machine's. */
class FastClock extends Clock {
  constructor(private readonly factor: number) {
    super();
  }

  private readonly start = performance.now();
  now(): Date {
    return new Date(1_700_000_000_000 + (performance.now() - this.start) * this.factor);
  }
}

interface Stage {
  readonly store: QueueStore;
  /** Bodies that failed too often. */
  dead(): readonly string[];
  /** Messages that wait or are worked on. */
  size(): number;
  readonly double?: SqsDouble;
}

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const inMemory = async (factor = 100): Promise<Stage> => {
  const store = new MemoryStore(['things'], new FastClock(factor));
  return { store, dead: () => store.dead('things'), size: () => (store.isEmpty() ? 0 : 1) };
};

const inSqs = async (factor = 100): Promise<Stage> => {
  const double = await sqsDouble(new FastClock(factor));
  cleanups.push(double.close);
  const client = new SQSClient({
    endpoint: new URL(double.url).origin,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  return { store: new SqsStore(client, { things: double.url }), dead: () => double.dead, size: double.size, double };
};

type Handle = (context: Context, body: string) => Promise<void>;

const work = async (stage: Stage, handle: Handle) => {
  const lines: string[] = [];
  const telemetry = silentTelemetry(lines);
  const all = new QueueWork({ names: ['things'], store: stage.store, telemetry });
  all.adopt([{ queue: 'things', handle }]);
  all.start();
  cleanups.push(async () => {
    await all.stop();
    await all.close();
  });
  const metric = async (name: string) =>
    Object.fromEntries(
      [...(await telemetry.metrics.text()).matchAll(new RegExp(`^${name}\\{(.*)\\} (\\d+)$`, 'gm'))].map(([, key, count]) => [
        key,
        Number(count),
      ]),
    );
  return { all, queues: all.queues as Queues, telemetry, lines, metric };
};

const warnings = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line)).filter(({ level }) => level !== 'debug' && level !== 'info');

describe.each([
  ['in this process', inMemory],
  ['in SQS', inSqs],
])('queues %s', (_, make) => {
  test('every message is worked on and deleted, more than a batch at a time, and counted', async () => {
    const stage = await make();
    const got: string[] = [];
    const { queues, metric } = await work(stage, async (_, body) => void got.push(body));
    const bodies = Array.from({ length: 25 }, (_, at) => `{"number":${at}}`);
    await queues.send('things', bodies);
    await eventually('all to be done', async () => got.length === 25 && stage.size() === 0);
    expect(got.sort()).toEqual([...bodies].sort());
    expect(await metric('queue_messages_total')).toEqual({ 'queue="things",result="sent"': 25, 'queue="things",result="done"': 25 });
  });

  test('a message that fails comes again after growing pauses, five times, and is then dead; others go on', async () => {
    const stage = await make();
    const at: number[] = [];
    const good: string[] = [];
    const { queues, lines, metric } = await work(stage, async (_, body) => {
      if (body !== 'bad') return void good.push(body);
      at.push(performance.now());
      throw new Error('it is bad');
    });
    await queues.send('things', ['bad', 'good']);
    await eventually('its death', async () => stage.dead().length > 0);
    expect([stage.dead(), stage.size(), at.length, good]).toEqual([['bad'], 0, 5, ['good']]);
    const pauses = at.slice(1).map((time, index) => time - (at[index] as number));
    for (const [index, least] of [10, 20, 40, 80].entries()) expect(pauses[index]).toBeGreaterThanOrEqual(least - 2);
    expect(await metric('queue_messages_total')).toMatchObject({ 'queue="things",result="failed"': 4, 'queue="things",result="dead"': 1 });
    expect(warnings(lines).map(({ level, deliveries }) => [level, deliveries])).toEqual([
      ['warn', 1],
      ['warn', 2],
      ['warn', 3],
      ['warn', 4],
      ['error', 5],
    ]);
  });

  test('ten are worked on at a time', async () => {
    const stage = await make();
    let [active, most, done] = [0, 0, 0];
    const { queues } = await work(stage, async () => {
      active += 1;
      most = Math.max(most, active);
      await pause(30);
      active -= 1;
      done += 1;
    });
    await queues.send(
      'things',
      Array.from({ length: 30 }, (_, at) => String(at)),
    );
    await eventually('all to be done', async () => done === 30);
    expect(most).toBe(10);
  });

  test('a message that is delayed waits', async () => {
    const stage = await make();
    const got: number[] = [];
    const { queues } = await work(stage, async () => void got.push(performance.now()));
    const before = performance.now();
    await queues.send('things', ['later'], 10);
    await eventually('it', async () => got.length > 0);
    expect((got[0] as number) - before).toBeGreaterThanOrEqual(95);
  });

  test('a message that takes long is kept hidden from others; one whose worker has died comes again', async () => {
    const stage = await make(400);
    await stage.store.send('things', [{ body: 'long' }], 0);
    let [begun, finished] = [0, 0];
    const handle = async () => {
      begun += 1;
      await pause(800);
      finished += 1;
    };
    const options = { queue: 'things', store: stage.store, telemetry: silentTelemetry(), handle, count: () => undefined, prolongMs: 60 };
    const workers = [new QueueWorker(options), new QueueWorker(options)];
    for (const worker of workers) worker.start();
    // Hidden for 120 seconds, which take 0.3 here.
    await eventually('the end', async () => finished > 0);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect([begun, finished, stage.size()]).toEqual([1, 1, 0]);
    await stage.store.send('things', [{ body: 'orphan' }], 0);
    const receive = () => stage.store.receive('things', 10, new AbortController().signal);
    expect(await receive()).toMatchObject([{ body: 'orphan', deliveries: 1 }]);
    const before = performance.now();
    expect(await receive()).toMatchObject([{ body: 'orphan', deliveries: 2 }]);
    expect(performance.now() - before).toBeGreaterThan(250);
  });

  test('a stop finishes what is worked on, fetches nothing more, and is quick when nothing is', async () => {
    const stage = await make();
    const happened: string[] = [];
    let finish = (): void => undefined;
    const { all, queues } = await work(stage, async (_, body) => {
      happened.push(`begun ${body}`);
      if (body === 'first') await new Promise<void>((resolve) => (finish = resolve));
      happened.push(`ended ${body}`);
    });
    await queues.send('things', ['first']);
    await eventually('the start', async () => happened.length > 0);
    const stopping = all.stop().then(() => happened.push('stopped'));
    await stage.store.send('things', [{ body: 'second' }], 0);
    await pause(50);
    finish();
    await stopping;
    expect(happened).toEqual(['begun first', 'ended first', 'stopped']);
    expect(await stage.store.receive('things', 10, new AbortController().signal)).toMatchObject([{ body: 'second' }]);
    const idle = await work(await make(), async () => undefined);
    const before = performance.now();
    await idle.all.stop();
    expect(performance.now() - before).toBeLessThan(900);
  });

  test('work goes on with the trace of whoever sent the message', async () => {
    const got: Context[] = [];
    const { queues, telemetry } = await work(await make(), async (context) => void got.push(context));
    const sender = ownContext(telemetry);
    await queues.send('things', ['traced'], 0, sender);
    await queues.send('things', ['untraced']);
    await eventually('both', async () => got.length === 2);
    const { traceId, spanId } = sender.trace;
    expect(got.map(({ trace }) => trace)).toContainEqual(expect.objectContaining({ traceId, parentId: spanId }));
    expect(new Set(got.map(({ trace }) => trace.traceId)).size).toBe(2);
    await eventually('the span', async () => (telemetry.spans as RecentSpans).list(traceId).some(({ name }) => name === 'work things'));
  });

  test('the number of messages that wait is measured', async () => {
    const stage = await make();
    await stage.store.send('things', [{ body: 'a' }, { body: 'b' }], 0);
    await stage.store.measure();
    expect([...stage.store.depths()]).toEqual([['things', 2]]);
  });

  test.each([
    ['nothing', ['x'], 0, 'queue nothing: unknown-queue: the definition names things; use one of them, or add it to queues'],
    [
      'things',
      ['x'.repeat(200 * 1024 + 1)],
      0,
      'queue things: large-message: a message has 204801 bytes of 204800; put an id, and the rest into the database',
    ],
    ['things', ['x', ''], 0, 'queue things: empty-message: a message has no text; give it some'],
    ['things', ['x'], 901, 'queue things: wrong-delay: 901 s; give whole seconds from 0 to 900'],
  ])('to %s what no queue takes is refused before anything is put', async (queue, bodies, delay, message) => {
    const stage = await make();
    const { queues } = await work(stage, async () => undefined);
    await expect(queues.send(queue, bodies, delay)).rejects.toThrow(message);
    expect(stage.size()).toBe(0);
  });
});

describe('the protocol of SQS', () => {
  test('requests are signed, poll for 20 s, and hold ten messages and 256 KiB at most', async () => {
    const stage = await inSqs();
    const { queues } = await work(stage, async () => undefined);
    await queues.send(
      'things',
      Array.from({ length: 5 }, () => 'x'.repeat(100 * 1024)),
    );
    await queues.send(
      'things',
      Array.from({ length: 12 }, () => 'y'),
    );
    await eventually('all to be done', async () => stage.size() === 0);
    const all = stage.double?.requests ?? [];
    const of = (wanted: string) => all.filter(({ action }) => action === wanted).map(({ body }) => body);
    expect(of('SendMessageBatch').map(({ Entries: entries }) => entries.length)).toEqual([2, 2, 1, 10, 2]);
    expect(of('ReceiveMessage')[0]).toMatchObject({ MaxNumberOfMessages: 10, WaitTimeSeconds: 20, VisibilityTimeout: 120 });
    for (const { headers } of all) expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/sqs\//);
  });

  test('what SQS does not take rejects, and what it cannot give is asked for again', async () => {
    const stage = await inSqs();
    stage.double?.fail(true);
    const got: string[] = [];
    const { queues, lines } = await work(stage, async (_, body) => void got.push(body));
    await expect(queues.send('things', ['c'])).rejects.toThrow('not there');
    await eventually('the second try', async () => warnings(lines).filter(({ queue }) => queue).length > 1);
    expect(warnings(lines).find(({ queue }) => queue)).toMatchObject({
      msg: 'the queue cannot be reached; trying again',
      reason: 'not there',
    });
    stage.double?.fail(false);
    stage.double?.refuse(1);
    await expect(queues.send('things', ['a', 'b'])).rejects.toThrow(
      'queue things: not-put: 1 of 2 messages (InternalError); put them again',
    );
    await eventually('the other', async () => got.length === 1 && stage.size() === 0);
  });
});

describe('workers', () => {
  class Packer {
    packed: string[] = [];
    @FromQueue('things')
    async pack(_: Context, body: string): Promise<void> {
      this.packed.push(body);
    }
  }

  test('are found among the instances, and called on them', async () => {
    const packer = new Packer();
    const [handler] = queueHandlersIn('gift-service', ['things'], [{}, packer]);
    await handler?.handle(ownContext(silentTelemetry()), 'x');
    expect(packer.packed).toEqual(['x']);
  });

  test('a queue that nothing works on is told to the log', () => {
    const lines: string[] = [];
    new QueueWork({ names: ['things'], store: new MemoryStore(['things'], new FastClock(1)), telemetry: silentTelemetry(lines) }).adopt([]);
    expect(warnings(lines)).toMatchObject([{ queues: ['things'], msg: 'nothing works on these queues; add methods with @FromQueue' }]);
  });

  test.each([
    [[], 1, "gift-service: undeclared-worker: works on queue 'things', which its definition does not name; add it to queues"],
    [['things'], 2, "gift-service: two-workers: queue 'things' has two workers; make it one"],
  ])('of %j that are not those of the definition are refused', (names, count, message) => {
    expect(() =>
      queueHandlersIn(
        'gift-service',
        names,
        Array.from({ length: count }, () => new Packer()),
      ),
    ).toThrow(message);
  });
});
