import type { IHeaders, KafkaMessage, TopicMessages } from 'kafkajs';
import type { BusRecord, ReceivedRecord } from './bus';

/** The records as they are sent: by topic, in their order. */
export const toSend = (records: readonly BusRecord[]): TopicMessages[] => {
  const topics = new Map<string, TopicMessages>();
  for (const { topic, key, headers, value } of records) {
    const entry = topics.get(topic) ?? { topic, messages: [] };
    entry.messages.push({ key, headers: { ...headers }, value });
    topics.set(topic, entry);
  }
  return [...topics.values()];
};

/** A record as it came; what it lacks is empty. */
export const received = (topic: string, partition: number, { key, value, headers, offset }: KafkaMessage): ReceivedRecord => ({
  topic,
  partition,
  offset,
  key: key?.toString() ?? '',
  headers: texts(headers ?? {}),
  value: value ?? Buffer.alloc(0),
});

const texts = (headers: IHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : value)]));
