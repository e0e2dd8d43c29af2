import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../clock';

interface Held {
  readonly body: string;
  readonly attributes: unknown;
  visibleAt: number;
  received: number;
  receipt: string;
}

/** A request as it came. */
export interface SqsRequest {
  readonly action: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: what the protocol allows
  readonly body: any;
}

/** A server that speaks the JSON protocol of SQS: messages, batches, visibility and a dead-letter queue after five deliveries. */
export interface SqsDouble {
  readonly url: string;
  readonly requests: readonly SqsRequest[];
  readonly dead: readonly string[];
  /** Messages that wait or are worked on. */
  size(): number;
  /** Answers everything with a failure of the server, or no longer. */
  fail(failing: boolean): void;
  /** Refuses so many of the next entries of batches. */
  refuse(count: number): void;
  close(): void;
}

const deliveries = 5;
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
class Queue {
  readonly held = new Map<string, Held>();
  readonly dead: string[] = [];
  refusals = 0;

  constructor(private readonly clock: Clock) {}

  // biome-ignore lint/suspicious/noExplicitAny: what the protocol allows
  async answer(action: string, body: any, gone: () => boolean): Promise<object> {
    switch (action) {
      case 'SendMessageBatch':
        return this.batch(body.Entries, (entry) => this.send(entry));
      case 'ReceiveMessage':
        return { Messages: await this.receive(body, gone) };
      case 'DeleteMessageBatch':
        return this.batch(body.Entries, ({ ReceiptHandle: receipt }) => ({ deleted: this.held.delete(this.idOf(receipt)) }));
      case 'ChangeMessageVisibility':
        return this.hide(body.ReceiptHandle, body.VisibilityTimeout);
      case 'GetQueueAttributes':
        return { Attributes: { ApproximateNumberOfMessages: String(this.visible().length) } };
      default:
        throw new Error(`unknown action ${action}`);
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the protocol allows
  private batch(entries: any[], take: (entry: any) => object): object {
    if (entries.length === 0 || entries.length > 10) throw new Error('1 to 10 entries');
    const refused = entries.splice(0, this.refusals);
    this.refusals -= refused.length;
    return {
      Successful: entries.map((entry) => ({ Id: entry.Id, ...take(entry) })),
      Failed: refused.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
    };
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the protocol allows
  private send({ MessageBody: body, DelaySeconds: delay = 0, MessageAttributes: attributes }: any): object {
    const id = randomUUID();
    this.held.set(id, { body, attributes, visibleAt: this.now() + delay * 1000, received: 0, receipt: '' });
    return { MessageId: id, MD5OfMessageBody: md5(body) };
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the protocol allows
  private async receive({ MaxNumberOfMessages: most, WaitTimeSeconds: wait, VisibilityTimeout: hidden }: any, gone: () => boolean) {
    for (const end = performance.now() + wait * 1000; performance.now() < end && !gone(); await pause(5)) {
      for (const [id, { received, body }] of this.visible()) if (received >= deliveries && this.held.delete(id)) this.dead.push(body);
      const due = this.visible().slice(0, most);
      if (due.length > 0) return due.map(([id, held]) => this.deliver(id, held, hidden));
    }
    return [];
  }

  private deliver(id: string, held: Held, hidden: number): object {
    held.received += 1;
    held.receipt = `${id}/${held.received}`;
    held.visibleAt = this.now() + hidden * 1000;
    return {
      ...{ MessageId: id, ReceiptHandle: held.receipt, Body: held.body, MD5OfBody: md5(held.body) },
      ...{ Attributes: { ApproximateReceiveCount: String(held.received) }, MessageAttributes: held.attributes },
    };
  }

  private hide(receipt: string, seconds: number): object {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > 43_200) throw new Error('whole seconds');
    const held = this.held.get(this.idOf(receipt));
    if (held) held.visibleAt = this.now() + seconds * 1000;
    return {};
  }

  private visible(): [string, Held][] {
    return [...this.held].filter(([, { visibleAt }]) => visibleAt <= this.now());
  }

  private idOf(receipt: string): string {
    return receipt.split('/')[0] ?? '';
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

/** Starts it with one queue; its seconds are those of the clock. */
export const sqsDouble = async (clock: Clock): Promise<SqsDouble> => {
  const queue = new Queue(clock);
  const requests: SqsRequest[] = [];
  let failing = false;
  const send = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    const body = JSON.parse(text);
    requests.push({ action, headers: request.headers, body });
    if (failing) return send(response, 400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'not there' });
    try {
      send(response, 200, await queue.answer(action, body, () => response.destroyed));
    } catch (error) {
      send(response, 400, { __type: 'com.amazonaws.sqs#InvalidParameterValue', message: (error as Error).message });
    }
  });
  const url = await new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/123456789012/things`)),
  );
  return {
    ...{ url, requests, dead: queue.dead },
    size: () => queue.held.size,
    fail: (next) => {
      failing = next;
    },
    refuse: (count) => {
      queue.refusals = count;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
