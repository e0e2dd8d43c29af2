import type { Topic } from '#model';
import { brokerOf } from '../events/broker';
import type { EventBus } from '../events/bus';
import { KafkaBus } from '../events/kafka-bus';
import { LocalBus } from '../events/local-bus';
import type { StartOptions } from '../start-service';
import type { Logger } from '../telemetry';
import { inOneLine } from './postgres-folder';
import type { RunnableService } from './runnable';

/** What carries the events of all services. */
export interface EventBuses {
  /** The bus that a service is started with. */
  readonly of: NonNullable<StartOptions['bus']>;
  close(): Promise<void>;
}

interface EventBusesOptions {
  /** Of the local bus. */
  readonly folder: string;
  readonly services: readonly RunnableService[];
  readonly log: Logger;
  /** Brokers of Kafka, separated by commas. @default - the local bus */
  readonly brokers?: string | undefined;
}

/** Opens the local bus, or sees to it that the brokers have the topics. */
export const openEventBuses = async ({ folder, services, log, brokers }: EventBusesOptions): Promise<EventBuses> => {
  const topics = topicsOf(services);
  if (brokers !== undefined) {
    const first = new KafkaBus({ brokers: brokers.split(','), clientId: 'platform', log });
    await first.ensureTopics(topics);
    await first.close();
    return { of: brokerOf({ KAFKA_BROKERS: brokers }), close: async () => undefined };
  }
  const bus = localBus(folder, topics, log);
  return { of: () => shareOf(bus), close: () => bus.close() };
};

const localBus = (folder: string, topics: readonly Topic[], log: Logger): LocalBus => {
  try {
    return new LocalBus({ folder, topics, log });
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
