import { setTimeout as pause } from 'node:timers/promises';
import { services } from '../../services.gen';
import { groupedBy } from './grouped';
import { hasKafka, type Kafka, startKafka } from './kafka';
import { say } from './say';
import { type Purchase, purchaseOf } from './shoppers';
import { sized } from './size';
import { TestedShop } from './tested-shop';
import { readTopics } from './wire';

const [before, during, downMs, restMs] = [sized(15, 500), sized(30, 1000), sized(1500, 300_000), sized(90_000, 180_000)];

let kafka: Kafka | undefined;
let town: TestedShop | undefined;

beforeAll(async () => {
  if (!hasKafka('The platform')) return;
  kafka = await startKafka();
  town = await TestedShop.open({ services, customers: 2, environment: { KAFKA_BROKERS: kafka.address } });
}, 120_000);

afterAll(async () => {
  await town?.platform.remove();
  await kafka?.remove();
}, 60_000);

const purchases = (count: number): Purchase[] =>
  Array.from({ length: count }, (_, at) => purchaseOf(at % 6 === 0 ? 'declined' : 'pays', 1));

/** Every record of a topic but the repeats, held against the order of its key. */
const faultsOfWire = async (address: string): Promise<string[]> => {
  const topics = new Set(services.flatMap(({ definition }) => definition.produces ?? []).map(({ topic }) => topic.name));
  const seen = new Set<string>();
  const firsts = (await readTopics(address, [...topics])).filter(({ headers: { ce_id = '' } }) => !seen.has(ce_id) && seen.add(ce_id));
  return [...groupedBy(firsts, ({ topic, key }) => `${topic} ${key}`)].flatMap(([place, records]) => {
    const versions = records.flatMap(({ headers }) => (headers.ce_aggregateversion ? [Number(headers.ce_aggregateversion)] : []));
    return versions.some((version, at) => version < (versions[at - 1] ?? 0)) ? [`${place}: ${versions.join()}`] : [];
  });
};

test('Kafka killed and started again in mid-stream: orders are taken, events wait, and come in order after', async () => {
  if (town === undefined || kafka === undefined) return;
  const { platform } = town;
  const [from, all] = [performance.now(), purchases(before + during)];
  let waited = 0;
  const faults = await town.during(all, restMs, async () => {
    await town?.acknowledged(all, before);
    await kafka?.kill();
    const down = performance.now();
    // All the others are taken while there is no broker.
    await town?.acknowledged(all, before + during);
    await pause(Math.max(0, downMs - (performance.now() - down)));
    const sql = 'SELECT count(*) AS n FROM outbox WHERE published_at IS NULL';
    waited = Number((await platform.ask<{ n: string }>('order-service', sql))[0]?.n);
    await kafka?.start();
  });
  expect(faults).toEqual([]);
  expect(waited).toBeGreaterThan(during);
  expect(await faultsOfWire(kafka.address)).toEqual([]);
  say(
    `Kafka killed: ${before + during} orders, ${waited} events of orders waited, at rest ${((performance.now() - from) / 1000).toFixed(1)} s after the first`,
  );
}, 900_000);
