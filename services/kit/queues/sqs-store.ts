import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message as Received,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Gathered } from '../database/gathered';
import { batchSize, type Delivery, hiddenSeconds, type Message, type QueueStore } from './queue-store';

const batchBytes = 256 * 1024;
const answerMs = 5000;
const longPollSeconds = 20;

/** The service's connection to SQS, with the role of its pod. */
export const sqsClient = (region: string | undefined): SQSClient =>
  new SQSClient({ ...(region && { region }), requestHandler: { connectionTimeout: 1000, requestTimeout: (longPollSeconds + 5) * 1000 } });

/** Queues of SQS. That a message goes to the dead-letter queue after five deliveries is the queue's own setting. */
export class SqsStore implements QueueStore {
  private readonly waiting = new Map<string, number>();
  private readonly deletions: ReadonlyMap<string, Gathered<string, true>>;

  constructor(
    private readonly client: SQSClient,
    /** Address of each queue, by its name. */
    private readonly urls: Readonly<Record<string, string>>,
  ) {
    this.deletions = new Map(Object.keys(urls).map((queue) => [queue, new Gathered((receipts) => this.deleteAll(queue, receipts))]));
  }

  async send(queue: string, messages: readonly Message[], delaySeconds: number): Promise<void> {
    for (const batch of batchesOf(messages)) {
      const entries = batch.map(({ body, traceparent }, at) => ({
        Id: String(at),
        MessageBody: body,
        ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
        ...(traceparent && { MessageAttributes: { traceparent: { DataType: 'String', StringValue: traceparent } } }),
      }));
      const command = new SendMessageBatchCommand({ QueueUrl: this.urls[queue], Entries: entries });
      const { Failed: refused = [] } = await this.client.send(command, { abortSignal: AbortSignal.timeout(answerMs) });
      if (refused.length > 0)
        throw new Error(`queue ${queue}: not-put: ${refused.length} of ${batch.length} messages (${refused[0]?.Code}); put them again`);
    }
  }

  async receive(queue: string, most: number, signal: AbortSignal): Promise<Delivery[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.urls[queue],
      MaxNumberOfMessages: Math.min(most, batchSize),
      WaitTimeSeconds: longPollSeconds,
      VisibilityTimeout: hiddenSeconds,
      MessageAttributeNames: ['traceparent'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    try {
      const { Messages: received = [] } = await this.client.send(command, { abortSignal: signal });
      return received.map(toDelivery);
    } catch (error) {
      if (signal.aborted) return [];
      throw error;
    }
  }

  async hide(queue: string, receipt: string, seconds: number): Promise<void> {
    const change = { QueueUrl: this.urls[queue], ReceiptHandle: receipt, VisibilityTimeout: seconds };
    await this.client.send(new ChangeMessageVisibilityCommand(change), { abortSignal: AbortSignal.timeout(answerMs) });
  }

  async delete(queue: string, receipt: string): Promise<void> {
    if (!(await this.deletions.get(queue)?.find(receipt))) throw new Error('the queue did not delete the message');
  }

  async measure(): Promise<void> {
    await Promise.all(
      Object.entries(this.urls).map(async ([queue, url]) => {
        const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] });
        const { Attributes: attributes } = await this.client.send(command, { abortSignal: AbortSignal.timeout(answerMs) });
        this.waiting.set(queue, Number(attributes?.ApproximateNumberOfMessages ?? 0));
      }),
    );
  }

  depths(): ReadonlyMap<string, number> {
    return this.waiting;
  }

  async close(): Promise<void> {
    this.client.destroy();
  }

  private async deleteAll(queue: string, receipts: readonly string[]): Promise<(true | undefined)[]> {
    const answers = await Promise.all(
      chunks(receipts).map(async (chunk) => {
        const entries = chunk.map((receipt, at) => ({ Id: String(at), ReceiptHandle: receipt }));
        const command = new DeleteMessageBatchCommand({ QueueUrl: this.urls[queue], Entries: entries });
        const { Failed: refused = [] } = await this.client.send(command, { abortSignal: AbortSignal.timeout(answerMs) });
        const kept = new Set(refused.map(({ Id: id }) => id));
        return chunk.map((_, at) => (kept.has(String(at)) ? undefined : (true as const)));
      }),
    );
    return answers.flat();
  }
}

const toDelivery = ({ Body: body = '', ReceiptHandle: receipt = '', Attributes: facts, MessageAttributes: own }: Received): Delivery => ({
  body,
  receipt,
  traceparent: own?.traceparent?.StringValue,
  deliveries: Number(facts?.ApproximateReceiveCount ?? 1),
});

const chunks = (all: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(all.length / batchSize) }, (_, at) => all.slice(at * batchSize, (at + 1) * batchSize));

/** Ten messages at most, and no more bytes than one request may have. */
const batchesOf = (messages: readonly Message[]): Message[][] => {
  const batches: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body) + 200;
    const current = batches.at(-1);
    if (current && current.length < batchSize && bytes + size <= batchBytes) {
      current.push(message);
      bytes += size;
    } else {
      batches.push([message]);
      bytes = size;
    }
  }
  return batches;
};
