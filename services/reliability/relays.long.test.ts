import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { v7 } from 'uuid';
import type { Context } from '../kit/context';
import type { Database } from '../kit/database/database';
import { startTrace } from '../kit/telemetry';
import { cards, gifts, wishes } from '../kit/testing/gift-routes';
import { GiftModule } from '../kit/testing/gift-service';
import { connectedDatabase, migratedDatabase, silentTelemetry } from '../kit/testing/migrated';
import { groupedBy } from './grouped';
import { hasKafka, type Kafka, startKafka } from './kafka';
import { Programs, Replica } from './replicas';
import { say } from './say';
import { full, sized } from './size';
import { makeTopics, readTopics } from './wire';

/** What came over the wire, in its order. */
interface Came {
  readonly key: string;
  readonly id: string;
  readonly number: number;
}

const [events, keys, killEveryMs, mostKills] = [sized(2000, 20_000), 40, sized(300, 2000), sized(3, 1000)];
const programs = new Programs();
const cleanups: (() => unknown)[] = [];
let program: string;

beforeAll(() => {
  program = programs.bundleOf('services/reliability/gift-replica.ts');
}, 60_000);

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

afterAll(() => programs.remove());

const context: Context = { trace: startTrace(undefined), requestId: 'r', log: silentTelemetry().log, deadline: Number.POSITIVE_INFINITY };

/** Reports events, so many for each key, numbered from 1, by writers that get in each other's way. */
const report = async (database: Database): Promise<void> => {
  const ids = Array.from({ length: keys }, () => v7());
  for (const id of ids) await database.query(undefined, 'seed', 'INSERT INTO gifts VALUES ($1, $2, 0, 0)', [id, id]);
  const one = (giftId: string): Promise<void> =>
    database.transaction(context, async (transaction) => {
      const next = 'UPDATE gifts SET version = version + 5 WHERE id = $1 RETURNING version';
      const [{ version } = { version: 0 }] = await transaction.query<{ version: number }>('next', next, [giftId]);
      for (let n = version - 4; n <= version; n++) await transaction.emit(gifts.wrapped, { giftId, title: 'x', number: n }, { version: n });
    });
  const rounds = Array.from({ length: events / 5 }, (_, at) => ids[at % keys] ?? '');
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let id = rounds.pop(); id !== undefined; id = rounds.pop()) await one(id);
    }),
  );
};

/** Kills whoever leads, again and again, until nothing waits; how often. */
const killLeaders = async (url: string, replicas: ReadonlyMap<string, Replica>, done: () => boolean): Promise<number> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const leaderSql = `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()`;
  const waitingSql = 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL';
  let kills = 0;
  for (let next = Date.now() + killEveryMs; ; ) {
    const { rows } = await client.query<{ name: string }>(leaderSql);
    const leader = replicas.get(rows[0]?.name ?? '');
    if (leader && Date.now() > next && kills < mostKills) {
      await leader.end('SIGKILL');
      leader.start();
      kills += 1;
      next = Date.now() + killEveryMs;
    }
    if (done() && (await client.query<{ n: number }>(waitingSql)).rows[0]?.n === 0) break;
    await pause(2);
  }
  await client.end();
  return kills;
};

/** Three replicas on one database and a bus; gives what came out of them. */
const rounds = async (bus: string, came: () => Promise<readonly Came[]>): Promise<void> => {
  const { url, drop } = await migratedDatabase('gift_service', GiftModule);
  cleanups.push(drop);
  const names = ['one', 'two', 'three'];
  const replicas = new Map<string, Replica>();
  for (const name of names) {
    // Its connections bear its name.
    const variables = {
      SERVICE_NAME: name,
      CONSUMER_GROUP: 'gift-service',
      ENVIRONMENT: 'test',
      PUBLIC_URL: 'http://127.0.0.1/gifts',
      LOG_LEVEL: 'warn',
    };
    replicas.set(name, await Replica.make(program, { ...variables, DATABASE_URL: url, DATABASE_POOL_MAX: '3', BUS: bus }));
  }
  for (const replica of replicas.values()) replica.start();
  cleanups.push(() => Promise.all([...replicas.values()].map((replica) => replica.end('SIGKILL'))));
  await Promise.all([...replicas.values()].map((replica) => replica.ready()));

  const database = await connectedDatabase(url, GiftModule, silentTelemetry());
  cleanups.push(() => database.close());
  const started = performance.now();
  let reported = false;
  const kills = killLeaders(url, replicas, () => reported);
  await report(database);
  reported = true;
  const killed = await kills;
  const seconds = (performance.now() - started) / 1000;

  const all = await came();
  const seen = new Set<string>();
  const firsts = all.filter(({ id }) => !seen.has(id) && seen.add(id));
  say(
    `relays on ${bus.split(':')[0]}: ${events} events, the leader of three killed ${killed} times in ${seconds.toFixed(1)} s, ${all.length - firsts.length} twice on the wire`,
  );
  expect(killed).toBeGreaterThan(1);
  expect(firsts).toHaveLength(events);
  for (const each of groupedBy(firsts, ({ key }) => key).values())
    expect(each.map(({ number }) => number)).toEqual(Array.from({ length: events / keys }, (_, at) => at + 1));
};

const kafkaIsHere = hasKafka('The relay');
/** Both with the full numbers; with few, the real one where it is there. */
const standIn = full || !kafkaIsHere ? test : test.skip;

standIn(
  'the leader of three relays killed again and again: nothing lost, each key in order',
  async () => {
    const came: Came[] = [];
    const server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      // As long as brokers take, so that a relay may die meanwhile.
      await pause(20);
      for (const { key, id, value } of JSON.parse(text)) came.push({ key, id, number: JSON.parse(value).number });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => server.close());
    await rounds(`post:http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => came);
  },
  300_000,
);

(hasKafka('The relay') ? test : test.skip)(
  'the same on Kafka',
  async () => {
    const kafka: Kafka = await startKafka();
    cleanups.push(kafka.remove);
    await makeTopics(
      kafka.address,
      [gifts.wrapped, wishes.made, cards.written].map(({ topic }) => topic),
    );
    await rounds(`kafka:${kafka.address}`, async () =>
      (await readTopics(kafka.address, [gifts.wrapped.topic.name])).map(({ key, headers, value }) => ({
        ...{ key, id: headers.ce_id ?? '' },
        number: JSON.parse(value.toString()).number,
      })),
    );
  },
  300_000,
);
