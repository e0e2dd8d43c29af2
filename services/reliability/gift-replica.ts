// One replica of a made-up service that uses all of the kit, in a process of its own, which a test may kill.
import 'reflect-metadata';
import type { BusRecord, EventBus } from '../kit/events/bus';
import { KafkaBus } from '../kit/events/kafka-bus';
import { LocalBus } from '../kit/events/local-bus';
import { startService } from '../kit/start-service';
import { createLog } from '../kit/telemetry';
import { cards, gifts, wishes } from '../kit/testing/gift-routes';
import { GiftModule, giftDefinition, mishaps } from '../kit/testing/gift-service';

const { env } = process;
const log = createLog({ service: 'gift-service', environment: 'test', version: '0', level: 'warn' });

/** Hands what is published to a test, which writes it down in the order in which it comes. */
class PostedBus implements EventBus {
  constructor(private readonly url: string) {}

  async publish(records: readonly BusRecord[]): Promise<void> {
    const body = JSON.stringify(records.map(({ key, headers, value }) => ({ key, id: headers.ce_id, value: value.toString() })));
    const { ok, status } = await fetch(this.url, { method: 'POST', body, signal: AbortSignal.timeout(5000) });
    if (!ok) throw new Error(`the test says ${status}`);
  }

  subscribe = async () => ({ idleMs: () => 0, lag: () => new Map(), stop: async () => undefined });
  isUp = async () => true;
  close = async () => undefined;
}

const busAt = (place: string): EventBus => {
  const [kind = '', address = ''] = place.split(/:(.*)/s);
  if (kind === 'post') return new PostedBus(address);
  if (kind === 'folder') return new LocalBus({ folder: address, topics: [gifts, cards, wishes].map((topic) => topic.topic) });
  return new KafkaBus({ brokers: [address], clientId: 'gift-service', log, sessionTimeoutMs: 1500, backoff: { mostMs: 500 } });
};

const die = (): void => void process.kill(process.pid, 'SIGKILL');

/** Ends the process at one moment: `effect:17` in the handler of the 17th event, `commit:3` after the 3rd batch, before its offset is kept. */
const deadly = (bus: EventBus): EventBus => {
  const [moment, at] = (env.DIE_AT ?? ':').split(':');
  let [events, batches] = [0, 0];
  mishaps.handling = () => {
    events += 1;
    if (moment === 'effect' && events === Number(at)) die();
  };
  return Object.assign(Object.create(bus) as EventBus, {
    subscribe: (subscription: Parameters<EventBus['subscribe']>[0]) =>
      bus.subscribe({
        ...subscription,
        handle: async (records) => {
          await subscription.handle(records);
          batches += 1;
          if (moment === 'commit' && batches === Number(at)) die();
        },
      }),
  });
};

startService({
  definition: giftDefinition,
  module: GiftModule,
  variables: env,
  bus: () => deadly(busAt(env.BUS ?? '')),
  logTo: { write: (line) => void process.stdout.write(line) },
}).then(({ stop }) => {
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
});
