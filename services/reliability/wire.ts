import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { BusRecord, ReceivedRecord } from '../kit/events/bus';
import { received, toSend } from '../kit/events/kafka-record';

const kafkaAt = (address: string): Kafka => new Kafka({ brokers: [address], clientId: 'reliability', logLevel: logLevel.NOTHING });

/** A batch may have a megabyte. */
const most = 500;

/** Makes topics, each once however often it is named. */
export const makeTopics = async (
  address: string,
  topics: readonly { readonly name: string; readonly partitions: number }[],
): Promise<void> => {
  const partitions = new Map(topics.map((topic) => [topic.name, topic.partitions]));
  const admin = kafkaAt(address).admin();
  await admin.connect();
  await admin.createTopics({ topics: [...partitions].map(([topic, numPartitions]) => ({ topic, numPartitions })), waitForLeaders: true });
  await admin.disconnect();
};

/** Publishes records in their order. */
export const publishAll = async (address: string, records: readonly BusRecord[]): Promise<void> => {
  const producer = kafkaAt(address).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (let at = 0; at < records.length; at += most) await producer.sendBatch({ topicMessages: toSend(records.slice(at, at + most)) });
  await producer.disconnect();
};

/** All that lies in topics by now, in the order of each partition, as nobody's consumer group sees it. */
export const readTopics = async (address: string, topics: readonly string[]): Promise<ReceivedRecord[]> => {
  const kafka = kafkaAt(address);
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map<string, number>();
  for (const topic of topics)
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
      if (Number(high) > Number(low)) ends.set(`${topic}-${partition}`, Number(high));
  await admin.disconnect();
  const records: ReceivedRecord[] = [];
  if (ends.size === 0) return records;
  const consumer = kafka.consumer({ groupId: `reader-${process.pid}-${Date.now()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        records.push(received(topic, partition, message));
        if (Number(message.offset) + 1 >= (ends.get(`${topic}-${partition}`) ?? 0)) ends.delete(`${topic}-${partition}`);
        if (ends.size === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
  return records;
};
