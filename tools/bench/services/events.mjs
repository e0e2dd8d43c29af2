// How many events a second the relay publishes, and how many the inbox takes.
import { join } from 'node:path';
import { median, progress } from '../figures.mjs';
import { startBrokers } from './brokers.mjs';
import { ask, atLeast, bundled, end, forked, quick, scratch } from './processes.mjs';

const [events, rounds] = [20_000, quick ? 1 : 3];

const measure = async (child, job, name) => {
  progress(`${name}: warming up`);
  await ask(child, { ...job, events: events / 10 });
  const runs = [];
  for (let round = 1; round <= rounds; round++) {
    progress(`${name}: round ${round} of ${rounds}`);
    runs.push((await ask(child, { ...job, events })).perSecond);
  }
  return median(runs);
};

/** Rows for relay and inbox: medians of some rounds over events that the service itself has reported. */
export const eventRows = async (databaseUrl) => {
  const child = forked(await bundled('tools/bench/services/events-server.ts', 'events'), 'events');
  const brokers = await startBrokers();
  await ask(child, { databaseUrl, brokers, folder: join(scratch, 'bus') });
  const row = async (name, measured, least) => {
    const value = await measure(child, { measured }, name);
    return { name, unit: '/s', ours: value, ...atLeast(value, least, '/s') };
  };
  const bus = brokers ? 'Kafka, brokers of kcat' : 'local bus, because kcat is not installed';
  const rows = [await row(`relay: outbox to ${bus}`, 'relay', 5000), await row('inbox: batches of 100, 4 at once', 'inbox', 20_000)];
  await end(child);
  return rows;
};
