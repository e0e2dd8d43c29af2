import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import * as z from 'zod';
import { charge } from '../provider/provider';
import { PaymentSettings } from '../settings';
import { type Behaviour, behaviour, behaviourOf, slowness } from './behaviours';
import { Contradiction, SimulatedBooks } from './books';
import { SimulatedWebhooks } from './webhooks';

const key = z.string().min(1).max(100);
const { amount } = charge.shape;
const wish = z.object({ key, amount, token: z.string().max(255), returnUrl: z.url().nullable() });
const refundWish = z.object({ key, chargeKey: key, amount });
const script = z.strictObject({ next: z.array(behaviour).max(1000) });

/** What an answer needs; none is sent to a request that is left hanging. */
type Answer = { readonly status: number; readonly body?: unknown; readonly location?: string } | 'silence';

const [most, webhookPatienceMs] = [65_536, 3000];

/**
 * A payment provider for everybody who has none: a server of its own, so that it can be slow, silent and gone as a real one. What it does
 * depends on the token alone, or on a script for the next calls: `PUT /sim/payment/script {"next":["timeout","ok"]}`.
 */
@Injectable()
export class SimulatedProvider implements OnModuleInit, BeforeApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly books: SimulatedBooks,
    private readonly webhooks: SimulatedWebhooks,
    private readonly settings: PaymentSettings,
  ) {}

  async onModuleInit(): Promise<void> {
    const { PAYMENT_SIMULATOR_PORT: port, HOST: host } = this.settings;
    if (port === undefined) return;
    const server = createServer((request, response) => void this.answer(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Error(`payment-simulator: cannot-listen: port ${port} on ${host}: ${error.code}; set PAYMENT_SIMULATOR_PORT to a free one`),
        ),
      );
      server.listen(port, host, resolve);
    });
  }

  /** After the last charge of this process has its answer. */
  async beforeApplicationShutdown(): Promise<void> {
    await new Promise((resolve) => {
      if (this.server === undefined) return resolve(undefined);
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.decide(request).catch((error: unknown): Answer => {
      if (error instanceof Contradiction) return { status: error.status, body: { code: error.code } };
      if (error instanceof z.ZodError || error instanceof SyntaxError) return { status: 400, body: { code: 'validation-failed' } };
      return { status: 503, body: { code: 'unavailable' } };
    });
    // Whoever waits is let go when he has had enough.
    if (answer === 'silence') return;
    const { status, body, location } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }

  private async decide(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
    const [place = '', id = '', verb = ''] = pathname.replace('/sim/payment/', '').split('/').map(decodeURIComponent);
    const what = `${request.method} ${place}${id && '/key'}${verb && `/${verb}`}`;
    if (what === 'GET actions/key') return this.act(id, searchParams.get('result') !== 'failed');
    if (what === 'PUT script') return this.write(script.parse(await read(request)).next);
    if (request.headers.authorization !== `Bearer ${this.settings.PAYMENT_PROVIDER_KEY}`)
      return { status: 401, body: { code: 'unauthenticated' } };
    return this.serve(what, id, request, searchParams);
  }

  private async serve(what: string, id: string, request: IncomingMessage, query: URLSearchParams): Promise<Answer> {
    const found = async (body: Promise<unknown>): Promise<Answer> => ({ status: 200, body: await body });
    switch (what) {
      case 'POST charges':
        return this.charge(wish.parse(await read(request)));
      case 'GET charges/key':
        return found(this.books.get(id));
      case 'POST charges/key/cancel':
        return found(this.books.cancel(id));
      case 'POST refunds':
        return this.refund(refundWish.parse(await read(request)));
      case 'GET refunds/key':
        return found(this.books.getRefund(id));
      case 'GET movements':
        return found(this.books.movements(z.iso.date().parse(query.get('date')), query.get('after') ?? ''));
      default:
        return { status: 404, body: { code: 'not-found' } };
    }
  }

  private async charge({ token, ...charge }: z.output<typeof wish>): Promise<Answer> {
    const name = (await this.books.scripted()) ?? behaviourOf(token);
    const before = await this.trouble(name, charge.key);
    if (before) return before;
    const body = await this.books.charge(charge, name);
    return this.after(name, charge.key, body);
  }

  private async refund(refund: z.output<typeof refundWish>): Promise<Answer> {
    const name = (await this.books.scripted()) ?? 'ok';
    const before = await this.trouble(name, refund.key);
    if (before) return before;
    const body = await this.books.refund(refund, name === 'refund_fails');
    return this.after(name, refund.key, body);
  }

  /** What goes wrong before anything is written: a request is lost, or fails, the first time that its key is seen. */
  private async trouble(name: Behaviour, id: string): Promise<Answer | undefined> {
    if (name === 'down') return { status: 503, body: { code: 'unavailable' } };
    if (name !== 'lost' && name !== 'error_then_ok') return undefined;
    if ((await this.books.called(id)) > 1) return undefined;
    return name === 'lost' ? 'silence' : { status: 500, body: { code: 'internal' } };
  }

  /** How the answer comes to what was written. */
  private async after(name: Behaviour, id: string, body: object): Promise<Answer> {
    if (name === 'timeout') return 'silence';
    await pause(slowness(name));
    const until = performance.now() + webhookPatienceMs;
    while (name === 'webhook_first' && performance.now() < until && !(await this.webhooks.areDelivered(id))) await pause(20);
    return { status: 200, body };
  }

  private async act(id: string, agreed: boolean): Promise<Answer> {
    const { charge, returnUrl } = await this.books.act(id, agreed);
    return returnUrl ? { status: 303, location: returnUrl } : { status: 200, body: { status: charge.status } };
  }

  private async write(next: readonly Behaviour[]): Promise<Answer> {
    await this.books.script(next);
    return { status: 204 };
  }
}

const read = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > most) throw new SyntaxError('too long');
  }
  return JSON.parse(text);
};
