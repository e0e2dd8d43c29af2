import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { ManualClock } from '../clock';
import type { Context } from '../context';
import { Database } from '../database/database';
import { ownContext } from '../every';
import { Problem } from '../http/problem';
import { Does, type Job, type JobState, Jobs } from '../jobs';
import { partsOf, ServiceModule } from '../service-module';
import { type RunningService, startService } from '../start-service';
import { eventually } from '../testing/eventually';
import { GiftModule, giftDefinition } from '../testing/gift-service';
import { connectedDatabase, migratedDatabase, silentTelemetry } from '../testing/migrated';
import { recordingBus } from '../testing/recording-bus';
import { JobLoop } from './job-loop';
import { JobStore } from './job-store';
import { JobWork } from './job-work';

/** What happened, in order. */
const done: string[] = [];
const gates = new Map<string, Promise<void>>();
let fails: (job: Job) => unknown = () => undefined;
let running = 0;
let most = 0;

@Injectable()
class Baker {
  constructor(
    readonly jobs: Jobs,
    readonly database: Database,
  ) {}

  @Does('bake')
  async bake(_: Context, job: Job): Promise<unknown> {
    const { name } = job.payload as { name: string };
    running += 1;
    most = Math.max(most, running);
    try {
      await Promise.race([gates.get(name), new Promise<void>((resolve) => job.signal.addEventListener('abort', () => resolve()))]);
      job.signal.throwIfAborted();
      const failure = fails(job);
      if (failure) throw failure;
      done.push(`${name} ${job.attempt}`);
      return { baked: name };
    } finally {
      running -= 1;
    }
  }
}

@ServiceModule({ ...partsOf(GiftModule), providers: [...(partsOf(GiftModule).providers ?? []), Baker] })
class BakeryModule {}

const cleanups: (() => unknown)[] = [];
const logs: string[] = [];
let url: string;
let clock: ManualClock;

beforeEach(async () => {
  const made = await migratedDatabase('gift-service', BakeryModule);
  url = made.url;
  cleanups.push(made.drop);
  clock = new ManualClock();
  done.length = 0;
  logs.length = 0;
  gates.clear();
  fails = () => undefined;
  most = 0;
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Bakery {
  readonly service: RunningService;
  readonly jobs: Jobs;
  add(name: string, kind?: string): Promise<string>;
  state(id: string): Promise<JobState | undefined>;
  sql(text: string, values?: readonly string[]): Promise<Record<string, unknown>[]>;
}

const open = async (settings: Readonly<Record<string, string>> = {}): Promise<Bakery> => {
  const service = await startService({
    ...{ definition: giftDefinition, module: BakeryModule, bus: () => recordingBus(), clock },
    logTo: { write: (line) => void logs.push(line) },
    variables: {
      ...{ SERVICE_NAME: 'gift-service', HOST: '127.0.0.1', PORT: '0', PUBLIC_URL: 'http://127.0.0.1/gifts', DRAIN_MS: '0' },
      DATABASE_URL: url,
      ...settings,
    },
  });
  cleanups.push(() => service.stop());
  await eventually('it to be ready', async () => (await fetch(`${service.url}/health/ready`)).ok);
  const { jobs, database } = service.app.get(Baker, { strict: false });
  const context = ownContext(silentTelemetry());
  return {
    ...{ service, jobs },
    add: (name, kind = 'bake') => database.transaction(context, (transaction) => jobs.add(transaction, kind, { name })),
    state: (id) => jobs.find(context, id),
    sql: (text, values = []) => database.query(undefined, hash('sha1', text), text, values),
  };
};

const isDone = (bakery: Bakery, id: string) => eventually('the job to be done', async () => (await bakery.state(id))?.state === 'done');

test('a job is done, and its result is kept', async () => {
  const bakery = await open();
  const id = await bakery.add('cake');
  await isDone(bakery, id);
  expect(await bakery.state(id)).toEqual({
    ...{ id, kind: 'bake', payload: { name: 'cake' }, state: 'done', attempts: 1, result: { baked: 'cake' }, error: null },
    ...{ createdAt: clock.now().toISOString(), updatedAt: clock.now().toISOString() },
  });
  expect(await bakery.state(v7())).toBeUndefined();
});

test('a job whose transaction fails is not there, and a kind that nobody does is refused', async () => {
  const bakery = await open();
  await expect(bakery.add('cake', 'fry')).rejects.toThrow("jobs: unknown-kind: 'fry' is none of bake; add a method with @Does");
  const { database } = bakery.service.app.get(Baker, { strict: false });
  const failed = database.transaction(ownContext(silentTelemetry()), async (transaction) => {
    await bakery.jobs.add(transaction, 'bake', { name: 'cake' });
    throw new Error('of the caller');
  });
  await expect(failed).rejects.toThrow('of the caller');
  expect(await bakery.sql('SELECT 1 FROM jobs')).toEqual([]);
});

test('two replicas do each job once, one at a time each', async () => {
  const [one, two] = [await open(), await open()];
  const names = Array.from({ length: 30 }, (_, at) => `bun-${at}`);
  await Promise.all(names.map((name, at) => (at % 2 ? one : two).add(name)));
  await eventually('all to be done', async () => done.length >= 30);
  expect(done.sort()).toEqual(names.map((name) => `${name} 1`).sort());
  expect(most).toBeLessThanOrEqual(2);
});

test('a job that throws is tried again after 1 s, then 10 s, and fails for good after three tries', async () => {
  const bakery = await open();
  fails = ({ attempt }) => (attempt === 1 ? new Error('secret host db-7') : new Problem(409, 'no-flour', 'there is no flour'));
  const id = await bakery.add('bread');
  const tried = (attempts: number, state: string) =>
    eventually(`try ${attempts}`, async () => {
      const found = await bakery.state(id);
      return found?.attempts === attempts && found.state === state;
    });
  await tried(1, 'queued');
  expect((await bakery.state(id))?.error).toBe('something went wrong here; it is known to the operators');
  expect(await bakery.sql('SELECT run_at FROM jobs')).toEqual([{ run_at: new Date(clock.now().getTime() + 1000) }]);
  clock.advance(1000);
  await tried(2, 'queued');
  expect(await bakery.sql('SELECT run_at FROM jobs')).toEqual([{ run_at: new Date(clock.now().getTime() + 10_000) }]);
  clock.advance(10_000);
  await tried(3, 'failed');
  expect((await bakery.state(id))?.error).toBe('409 no-flour: there is no flour');
  const metrics = await (await fetch(`${bakery.service.url}/metrics`)).text();
  for (const [state, count] of Object.entries({ queued: 0, running: 0, done: 0, failed: 1 }))
    expect(metrics).toContain(`jobs{state="${state}"} ${count}`);
  expect(logs.some((line) => line.includes('job failed for good') && line.includes('no-flour'))).toBe(true);
});

test('a running job is told to stop and given back when the service stops, and its try does not count', async () => {
  gates.set('stew', new Promise(() => undefined));
  const bakery = await open();
  const id = await bakery.add('stew');
  await eventually('the job to run', async () => (await bakery.state(id))?.state === 'running');
  const before = performance.now();
  await bakery.service.stop();
  expect(performance.now() - before).toBeLessThan(2000);
  gates.clear();
  const other = await open();
  await isDone(other, id);
  expect(done).toEqual(['stew 1']);
});

test('a job whose process died is taken over after a minute, but not for ever', async () => {
  const bakery = await open();
  const insert = `INSERT INTO jobs (id, kind, payload, state, attempts, run_at, locked_until, created_at, updated_at)
    VALUES ($1, 'bake', '{"name": "pie"}', 'running', $2, $3, $4, $3, $3)`;
  const [died, poison] = [v7(), v7()];
  const until = new Date(clock.now().getTime() + 60_000).toISOString();
  await bakery.sql(insert, [died, '1', clock.now().toISOString(), until]);
  await bakery.sql(insert, [poison, '3', clock.now().toISOString(), until]);
  clock.advance(59_000);
  await isDone(bakery, await bakery.add('cake'));
  expect(done).toEqual(['cake 1']);
  clock.advance(2000);
  await isDone(bakery, died);
  await eventually('the other to fail', async () => (await bakery.state(poison))?.state === 'failed');
  expect(done).toEqual(['cake 1', 'pie 2']);
  expect((await bakery.state(poison))?.error).toBe('the work ended before it was done');
});

test('done jobs are forgotten after 30 days, in a standby region nothing is done', async () => {
  const bakery = await open({ STANDBY: 'true' });
  const id = await bakery.add('cake');
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect([done, (await bakery.state(id))?.state]).toEqual([[], 'queued']);
  const { jobs } = bakery;
  const { purge } = jobs as unknown as { purge(): Promise<void> };
  await bakery.sql("UPDATE jobs SET state = 'done'");
  clock.advance(29 * 86_400_000);
  await purge.call(jobs);
  expect(await bakery.state(id)).toBeDefined();
  clock.advance(2 * 86_400_000);
  await purge.call(jobs);
  expect(await bakery.state(id)).toBeUndefined();
});

test('two doers of one kind, and doers without a database, are refused', async () => {
  class Other {
    @Does('bake')
    async bake(_: Context, __: Job): Promise<unknown> {
      return undefined;
    }
  }
  @ServiceModule({ ...partsOf(BakeryModule), providers: [...(partsOf(BakeryModule).providers ?? []), Other] })
  class Twice {}
  @ServiceModule({ providers: [Other] })
  class Homeless {}
  const variables = { SERVICE_NAME: 'gift-service', HOST: '127.0.0.1', PORT: '0', PUBLIC_URL: 'http://127.0.0.1/gifts' };
  await expect(
    startService({ definition: giftDefinition, module: Twice, bus: () => recordingBus(), variables: { ...variables, DATABASE_URL: url } }),
  ).rejects.toThrow("gift-service: two-doers: jobs of kind 'bake' have two doers; make it one");
  const { database, produces, consumes, ...without } = giftDefinition;
  await expect(startService({ definition: without, module: Homeless, variables })).rejects.toThrow(
    "gift-service: no-database: does jobs of kind 'bake' and has no database; declare one",
  );
});

test('work begins when the transaction is committed, not when it is looked for again', async () => {
  const telemetry = silentTelemetry();
  const database = await connectedDatabase(url, BakeryModule, telemetry);
  cleanups.push(() => database.close());
  const store = new JobStore(database, clock);
  const doers = [{ kind: 'boil', attempts: 3, does: async () => 'boiled' }];
  const work = new JobWork({ service: 'test-service', store, doers, telemetry, pauseMs: 3_600_000 });
  cleanups.push(() => work.stop());
  work.start();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const context = ownContext(telemetry);
  for (const egg of ['one', 'two']) {
    const id = await database.transaction(context, (transaction) => store.add(transaction, 'boil', egg));
    await eventually('the job to be done', async () => (await store.find(context, id))?.result === 'boiled');
  }
});

describe('a lease', () => {
  test('is given once, however many ask at the same moment', async () => {
    const telemetry = silentTelemetry();
    const database = await connectedDatabase(url, BakeryModule, telemetry);
    cleanups.push(() => database.close());
    const store = new JobStore(database, clock);
    store.kinds = new Set(['boil']);
    const context = ownContext(telemetry);
    const added = await database.transaction(context, async (transaction) => {
      const ids: string[] = [];
      for (let at = 0; at < 8; at++) ids.push(await store.add(transaction, 'boil', at));
      return ids;
    });
    const taken = await Promise.all(Array.from({ length: 16 }, () => store.take('boil')));
    expect(taken.flatMap((job) => job?.id ?? []).sort()).toEqual(added.sort());
    expect(await store.take('bake')).toBeUndefined();
    const [first, second] = await database.transaction(context, async (transaction) => [
      await store.add(transaction, 'boil', 'held'),
      await store.add(transaction, 'boil', 'free'),
    ]);
    await database.transaction(context, async (transaction) => {
      await transaction.query('test_hold', 'SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [first]);
      expect(await store.take('boil')).toMatchObject({ id: second, payload: 'free', attempts: 1 });
    });
  });

  test('is renewed while the job runs; who has lost it is told to stop and changes nothing', async () => {
    const telemetry = silentTelemetry();
    const database = await connectedDatabase(url, BakeryModule, telemetry);
    cleanups.push(() => database.close());
    const store = new JobStore(database, clock);
    store.kinds = new Set(['boil']);
    let stopped = 0;
    const does = (_: unknown, { signal }: Job): Promise<unknown> =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          stopped += 1;
          resolve('too late');
        }),
      );
    const loop = new JobLoop({ store, doer: { kind: 'boil', attempts: 3, does }, telemetry, pauseMs: 10, heartbeatMs: 20 });
    cleanups.push(() => loop.stop());
    const context = ownContext(telemetry);
    const id = await database.transaction(context, (transaction) => store.add(transaction, 'boil', 'eggs'));
    loop.start();
    const lockedUntil = async () =>
      (await database.query<{ at: Date }>(undefined, 'locked', 'SELECT locked_until AS at FROM jobs'))[0]?.at?.getTime();
    await eventually('the job to run', async () => (await store.find(context, id))?.state === 'running');
    clock.advance(15_000);
    await eventually('the lease to be renewed', async () => (await lockedUntil()) === clock.now().getTime() + 60_000);
    expect(stopped).toBe(0);
    await database.query(undefined, 'steal', "UPDATE jobs SET attempts = 2, locked_until = '2030-01-01'");
    await eventually('the loser to stop', async () => stopped === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await store.find(context, id)).toMatchObject({ state: 'running', attempts: 2, result: null });
  });
});
