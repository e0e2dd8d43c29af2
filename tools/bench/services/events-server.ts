import { randomUUID } from 'node:crypto';
import { OrderModule } from '../../../services/customer-platform/order-service/module';
import definition from '../../../services/customer-platform/order-service/service';
import type { Database } from '../../../services/kit/database/database';
import type { EventBus, ReceivedRecord } from '../../../services/kit/events/bus';
import { Inbox } from '../../../services/kit/events/inbox';
import { KafkaBus } from '../../../services/kit/events/kafka-bus';
import { LocalBus } from '../../../services/kit/events/local-bus';
import { Relay } from '../../../services/kit/events/relay';
import { connectedDatabase, silentTelemetry } from '../../../services/kit/testing/migrated';

interface Place {
  readonly databaseUrl: string;
  /** Addresses of Kafka's brokers. @default - the bus of local mode, in `folder` */
  readonly brokers?: readonly string[];
  readonly folder: string;
}

interface Job {
  readonly measured: 'relay' | 'inbox';
  readonly events: number;
}

/** Rows of the outbox that are copied, as many as a relay reads at a time. */
const sampleSize = 500;
const produced = definition.produces ?? [];
const telemetry = silentTelemetry();

const busOf = ({ brokers, folder }: Place): EventBus =>
  brokers
    ? new KafkaBus({ brokers, clientId: 'bench', log: telemetry.log, autoCreateTopics: true })
    : new LocalBus({ folder, topics: produced.map(({ topic }) => topic) });

/** Keeps a sample of the events that orders have reported, which every round copies. */
const keepSample = (database: Database): Promise<unknown> =>
  database
    .connected()
    .query(
      `CREATE TABLE IF NOT EXISTS bench_sample AS SELECT type, topic, key, subject, data, headers FROM outbox ORDER BY id DESC LIMIT ${sampleSize}`,
    );

const fillOutbox = async (database: Database, events: number): Promise<void> => {
  const pool = database.connected();
  await pool.query('TRUNCATE outbox');
  await pool.query(
    `INSERT INTO outbox (event_id, type, topic, key, subject, data, headers)
     SELECT gen_random_uuid(), s.* FROM bench_sample s, generate_series(1, $1)`,
    [events / sampleSize],
  );
};

/** Seconds from the relay's start until the last event is published and marked. */
const relaySeconds = async (database: Database, bus: EventBus, events: number): Promise<number> => {
  await fillOutbox(database, events);
  let [published, done] = [0, (): void => undefined];
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const counted: EventBus = Object.assign(Object.create(bus), {
    publish: async (records: Parameters<EventBus['publish']>[0]) => {
      await bus.publish(records);
      published += records.length;
      if (published >= events) done();
    },
  });
  const relay = new Relay({ database, bus: counted, ...silentTelemetry(), sensitive: [] });
  const started = performance.now();
  relay.start();
  await all;
  await relay.stop();
  return (performance.now() - started) / 1000;
};

/** As many at once as a consumer of Kafka handles. */
const partitions = 4;
const batch = 100;

const receivedBy = async (database: Database, events: number): Promise<ReceivedRecord[]> => {
  const { rows } = await database.connected().query<{ topic: string; key: string; data: string; headers: Record<string, string> }>({
    text: 'SELECT topic, key, data::text AS data, headers FROM bench_sample WHERE type = $1',
    values: [produced[0]?.type],
  });
  return Array.from({ length: events }, (_, at) => {
    const row = rows[at % rows.length];
    if (row === undefined) throw new Error('the bench has placed no order yet');
    const { topic, key, data, headers } = row;
    return {
      topic,
      key,
      headers: { ...headers, ce_id: randomUUID() },
      value: Buffer.from(data),
      partition: at % partitions,
      offset: String(at),
    };
  });
};

/** Seconds in which the inbox takes events whose handler does nothing: what the kit itself costs. */
const inboxSeconds = async (database: Database, events: number): Promise<number> => {
  const handlers = produced.slice(0, 1).map((event) => ({ event, name: 'Bench.take', handle: async () => undefined }));
  const inbox = new Inbox({ service: 'bench', database, telemetry: silentTelemetry(), handlers, mayPass: () => false });
  const records = await receivedBy(database, events);
  await database.connected().query('TRUNCATE inbox');
  const started = performance.now();
  const work = Array.from({ length: partitions }, async (_, partition) => {
    const own = records.filter((record) => record.partition === partition);
    for (let from = 0; from < own.length; from += batch) await inbox.handle(own.slice(from, from + batch));
  });
  await Promise.all(work);
  const seconds = (performance.now() - started) / 1000;
  const { rows } = await database.connected().query<{ n: string }>('SELECT count(*) AS n FROM inbox');
  if (Number(rows[0]?.n) !== events) throw new Error(`the inbox took ${rows[0]?.n} of ${events} events`);
  return seconds;
};

const opened = async (place: Place): Promise<(job: Job) => Promise<number>> => {
  const [database, bus] = [await connectedDatabase(place.databaseUrl, OrderModule, telemetry), busOf(place)];
  await keepSample(database);
  return async ({ measured, events }) =>
    events / (measured === 'relay' ? await relaySeconds(database, bus, events) : await inboxSeconds(database, events));
};

/** The first message tells the place, each one after it asks for one round. */
process.once('disconnect', () => process.exit());
process.once('message', async (place: Place) => {
  const fail = (error: Error): void => void process.send?.({ error: error.stack });
  try {
    const measure = await opened(place);
    process.on('message', (job: Job) => void measure(job).then((perSecond) => process.send?.({ perSecond }), fail));
    process.send?.({ ready: true });
  } catch (error) {
    fail(error as Error);
  }
});
