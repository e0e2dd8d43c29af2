import type { Topic } from '#model';
import { brokerOf } from '../events/broker';
import type { EventBus } from '../events/bus';
import { KafkaBus } from '../events/kafka-bus';
import { LocalBus } from '../events/local-bus';
import type { Chaos } from '../events/local-reader';
import type { StartOptions } from '../start-service';
import type { Logger } from '../telemetry';
import { checkBrokers } from './brokers';
import { inOneLine } from './postgres-folder';
import { RecentEvents } from './recent-events';
import type { RunnableService } from './runnable';

/** What carries the events of all services. */
export interface EventBuses {
  /** The bus that a service is started with. */
  readonly of: NonNullable<StartOptions['bus']>;
  /** What was published by services of this process. */
  readonly recent: RecentEvents;
  close(): Promise<void>;
}

interface EventBusesOptions {
  /** Of the local bus. */
  readonly folder: string;
  readonly services: readonly RunnableService[];
  readonly log: Logger;
  /** Brokers of Kafka, separated by commas. @default - the local bus */
  readonly brokers?: string | undefined;
  /** What the local bus does to its consumers. Refused together with `brokers`. @default - nothing */
  readonly chaos?: Chaos | undefined;
}

/** Opens the local bus, or sees to it that the brokers have the topics. */
export const openEventBuses = async ({ folder, services, log, brokers, chaos = {} }: EventBusesOptions): Promise<EventBuses> => {
  const topics = topicsOf(services);
  const recent = new RecentEvents({
    consumers: (type) =>
      services.filter(({ definition }) => definition.consumes?.some((event) => event.type === type)).map(({ name }) => name),
    sensitive: new Set(topics.filter(({ sensitive }) => sensitive).map(({ name }) => name)),
  });
  if (brokers !== undefined) {
    refuseChaos(chaos);
    await ensureTopics(brokers, topics, log);
    const of = brokerOf({ KAFKA_BROKERS: brokers });
    return { of: (settings, telemetry) => recent.watch(of(settings, telemetry)), recent, close: async () => undefined };
  }
  const bus = localBus(folder, topics, log, chaos);
  return { of: () => recent.watch(shareOf(bus)), recent, close: () => bus.close() };
};

const refuseChaos = (chaos: Chaos): void => {
  if (Object.keys(chaos).length > 0)
    throw new Error(
      'CHAOS: foreign-bus: KAFKA_BROKERS names brokers of yours, which are not disturbed; unset KAFKA_BROKERS, or unset CHAOS',
    );
};

const ensureTopics = async (brokers: string, topics: readonly Topic[], log: Logger): Promise<void> => {
  await checkBrokers(brokers);
  const first = new KafkaBus({ brokers: brokers.split(','), clientId: 'platform', log });
  await first.ensureTopics(topics);
  await first.close();
};

const localBus = (folder: string, topics: readonly Topic[], log: Logger, chaos: Chaos): LocalBus => {
  try {
    return new LocalBus({ folder, topics, log, chaos });
  } catch (error) {
    throw new Error(
      `${folder}: broken-data-folder: ${inOneLine((error as Error).message)}; run 'npm start -- --reset' to make it anew (its data is lost)`,
    );
  }
};

/** The bus as one service has it: it may not close it for the others. Its consumers are stopped before it asks for that. */
const shareOf = (bus: EventBus): EventBus => ({
  publish: (records) => bus.publish(records),
  subscribe: (subscription) => bus.subscribe(subscription),
  isUp: () => bus.isUp(),
  close: async () => undefined,
});

const topicsOf = (services: readonly RunnableService[]): Topic[] => {
  const events = services.flatMap(({ definition: { produces = [], consumes = [] } }) => [...produces, ...consumes]);
  return [...new Map(events.map(({ topic }) => [topic.name, topic])).values()];
};
