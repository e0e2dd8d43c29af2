import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import type { BusRecord } from '../kit/events/bus';
import { LocalBus } from '../kit/events/local-bus';
import { cards, gifts, wishes } from '../kit/testing/gift-routes';
import { GiftModule } from '../kit/testing/gift-service';
import { migratedDatabase } from '../kit/testing/migrated';
import { chance } from './chance';
import { hasKafka, startKafka } from './kafka';
import { Programs, Replica } from './replicas';
import { say } from './say';
import { full, sized } from './size';
import { makeTopics, publishAll } from './wire';

const seed = Number(process.env.SEED ?? 4711);
const [messages, deaths] = [sized(1000, 10_000), sized(3, 30)];
const topics = [gifts.wrapped, wishes.made, cards.written].map(({ topic }) => topic);
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

/** Wishes, one in twenty of them once more at some later place, and all keys in an order by chance. */
const sent = (draw: (below: number) => number): BusRecord[] => {
  const records = Array.from({ length: messages }, (): BusRecord => {
    const wishId = v7();
    const headers = { ce_id: v7(), ce_type: wishes.made.type, ce_subject: wishId, ce_time: new Date().toISOString() };
    return { topic: wishes.made.topic.name, key: wishId, headers, value: Buffer.from(JSON.stringify({ wishId, title: wishId })) };
  });
  for (const record of records.filter(() => draw(20) === 0)) records.splice(draw(records.length + 1), 0, record);
  return records
    .map((record) => ({ record, at: draw(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ record }) => record);
};

/** A consumer that dies again and again, each time at another moment of its work, until everything has had its effect. */
const livesAndDeaths = async (bus: string, records: number): Promise<void> => {
  const draw = chance(seed);
  const { url, drop } = await migratedDatabase('gift_service', GiftModule);
  cleanups.push(drop);
  const client = new Client({ connectionString: url });
  await client.connect();
  cleanups.push(() => client.end());
  const count = async (sql: string): Promise<number> =>
    Number((await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`)).rows[0]?.n);
  const replica = await Replica.make(program, {
    ...{ SERVICE_NAME: 'gift-service', CONSUMER_GROUP: 'gift-service', ENVIRONMENT: 'test', PUBLIC_URL: 'http://127.0.0.1/gifts' },
    ...{ DATABASE_URL: url, DATABASE_POOL_MAX: '5', LOG_LEVEL: 'warn', BUS: bus },
  });
  cleanups.push(() => replica.end('SIGKILL'));
  const started = performance.now();
  for (let death = 0; death < deaths; death++) {
    // Two thirds of them in the middle of a handler, the others between what is stored and what the bus is told.
    const at = draw(3) > 0 ? `effect:${1 + draw(Math.ceil(messages / deaths))}` : `commit:${1 + draw(3)}`;
    replica.start({ DIE_AT: at });
    await eventually('its death', async () => replica.ended || (await count('gifts')) === messages, 60_000);
    if (!replica.ended) break;
  }
  const before = await count('gifts');
  if (replica.ended) replica.start();
  await eventually('every effect', async () => (await count('gifts')) >= messages, 60_000);
  // What is still on the way has no second effect.
  await eventually('the outbox to be empty', async () => (await count('outbox WHERE published_at IS NULL')) === 0, 30_000);
  say(
    `consumer on ${bus.split(':')[0]}: ${records} deliveries of ${messages} events, killed ${deaths} times with ${before} effects by then, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  expect(before).toBeLessThan(messages);
  expect(await count('gifts')).toBe(messages);
  expect(await count('inbox')).toBe(messages);
  expect(await count('outbox')).toBe(messages);
  expect(await count('(SELECT DISTINCT key FROM outbox) o')).toBe(messages);
  expect(await count('dead_letters')).toBe(0);
};

const kafkaIsHere = hasKafka('The inbox');
/** Both with the full numbers; with few, the real one where it is there. */
const standIn = full || !kafkaIsHere ? test : test.skip;
const what = `killed between effect and commit, and between commit and offset, keys mixed and 5 % repeated (seed ${seed})`;

standIn(
  `${what}: each effect once`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'platform-consumers-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const records = sent(chance(seed));
    const bus = new LocalBus({ folder, topics });
    await bus.publish(records);
    await bus.close();
    await livesAndDeaths(`folder:${folder}`, records.length);
  },
  300_000,
);

(hasKafka('The inbox') ? test : test.skip)(
  'the same on Kafka',
  async () => {
    const kafka = await startKafka();
    cleanups.push(kafka.remove);
    await makeTopics(kafka.address, topics);
    const records = sent(chance(seed));
    await publishAll(kafka.address, records);
    await livesAndDeaths(`kafka:${kafka.address}`, records.length);
  },
  300_000,
);
