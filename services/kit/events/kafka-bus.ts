import { setTimeout } from 'node:timers/promises';
import { Kafka, Partitioners } from 'kafkajs';
import type { Topic } from '#model';
import { type Backoff, pauseMs } from './backoff';
import type { BusRecord, Consumer, EventBus, Subscription } from './bus';
import { connection, type KafkaConnection } from './kafka-connection';
import { KafkaConsumer } from './kafka-consumer';
import { toSend } from './kafka-record';

export interface KafkaBusOptions extends KafkaConnection {
  readonly backoff?: Backoff;
  /** Partitions whose records are handled at the same time by one subscription. 1 to 100. @default 4 */
  readonly concurrency?: number;
  /** Milliseconds of silence after which the group gives a member's partitions to others. @default 30,000 */
  readonly sessionTimeoutMs?: number;
  /** A topic that is not there is made by its first use, with the broker's defaults; only for laptops. @default false */
  readonly autoCreateTopics?: boolean;
  /** Milliseconds after which `publish` gives up. @default 5000 */
  readonly publishTimeoutMs?: number;
}

/** A bus of Kafka brokers. */
export class KafkaBus implements EventBus {
  private readonly kafka: Kafka;
  private readonly producer;
  private readonly consumers = new Set<Consumer>();
  private connecting: Promise<void> | undefined;
  private checked: { readonly at: number; readonly up: Promise<boolean> } | undefined;

  constructor(private readonly options: KafkaBusOptions) {
    this.kafka = new Kafka({ ...connection(options), retry: { retries: 20, maxRetryTime: 2000 } });
    // To connect is tried again by whoever publishes, so that nothing goes on trying after the end.
    this.producer = new Kafka({ ...connection(options), retry: { retries: 1 } }).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: options.autoCreateTopics ?? false,
      // Not idempotent: after a request whose fate is unknown the library's sequence numbers may be off for ever, and consumers drop
      // repeated events anyway. Nor does it retry by itself: it then takes a broker's answer for the records of a partition that has moved
      // to that broker since, and loses them; here everything is sent again. https://github.com/tulios/kafkajs/pull/1798
      retry: { retries: 0 },
    });
  }

  /** Rejects after five seconds at the latest. What a rejected call carried may still arrive. */
  async publish(records: readonly BusRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { publishTimeoutMs = 5000 } = this.options;
    const over = new AbortController();
    const late = setTimeout(publishTimeoutMs, undefined, { signal: over.signal }).catch(() => undefined);
    const sent = this.send(records, over.signal);
    try {
      if (await Promise.race([sent.then(() => true), late])) return;
      throw new Error(
        `event bus: no-answer: ${records.length} records not confirmed within ${publishTimeoutMs} ms; look whether the brokers can be reached`,
      );
    } finally {
      over.abort();
    }
  }

  /** Resolves at once; the group is joined, and joined again, whenever the brokers can be reached. */
  async subscribe(subscription: Subscription): Promise<Consumer> {
    const { log, backoff = {}, concurrency = 4, autoCreateTopics = false, sessionTimeoutMs = 30_000 } = this.options;
    const member = this.kafka.consumer({
      groupId: subscription.group,
      allowAutoTopicCreation: autoCreateTopics,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: sessionTimeoutMs / 10,
      // To stop, and to go on after a pause, takes as long as a poll that finds nothing.
      maxWaitTimeInMs: 1000,
    });
    const consumer = new KafkaConsumer(member, subscription, { log, backoff, concurrency });
    this.consumers.add(consumer);
    consumer.start();
    return consumer;
  }

  /** Asked at most every two seconds, however often it is called. */
  isUp(): Promise<boolean> {
    const now = performance.now();
    if (this.checked === undefined || now - this.checked.at > 2000) this.checked = { at: now, up: this.check() };
    return this.checked.up;
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.stop()));
    await this.producer.disconnect();
  }

  /** Creates the topics that are missing, on a laptop. Brokers that cannot are left as they are; see `autoCreateTopics`. */
  async ensureTopics(topics: readonly Topic[]): Promise<void> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      await admin.createTopics({ topics: topics.map(({ name, partitions }) => ({ topic: name, numPartitions: partitions })) });
    } catch (err) {
      this.options.log.warn({ err, topics: topics.map(({ name }) => name) }, 'the brokers did not create the topics');
    } finally {
      await admin.disconnect();
    }
  }

  /** Tries until it is done or nobody waits any more; then it never sends. */
  private async send(records: readonly BusRecord[], over: AbortSignal): Promise<void> {
    const topicMessages = toSend(records);
    for (let failures = 1; ; failures += 1) {
      try {
        await this.connect();
        over.throwIfAborted();
        await this.producer.sendBatch({ acks: -1, timeout: 5000, topicMessages });
        return;
      } catch (err) {
        over.throwIfAborted();
        this.options.log.warn({ err, failures }, 'records could not be published and are sent again');
        await setTimeout(pauseMs(failures, { mostMs: 1000 }), undefined, { signal: over });
      }
    }
  }

  private connect(): Promise<void> {
    this.connecting ??= this.producer.connect().catch((error) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }

  private async check(): Promise<boolean> {
    const admin = new Kafka({ ...connection(this.options), connectionTimeout: 1000, requestTimeout: 1000, retry: { retries: 0 } }).admin();
    try {
      await admin.connect();
      return (await admin.describeCluster()).brokers.length > 0;
    } catch {
      return false;
    } finally {
      await admin.disconnect();
    }
  }
}
