// The shop as its people use it, over HTTP alone: what demos and tests of the whole platform have in common.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Mail, readMails } from './mails';

/** What is sent. */
export interface Wish {
  /** The whole `Authorization` header. */
  readonly token?: string;
  readonly body?: unknown;
  /** Of the `Idempotency-Key` header. */
  readonly key?: string;
  readonly ifMatch?: string;
  readonly form?: Record<string, string>;
}

/** What comes back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: who asks knows what comes
  readonly body: any;
}

/** Somebody who has signed in. */
export interface Customer {
  readonly email: string;
  readonly password: string;
  readonly userId: string;
  /** The whole `Authorization` header; good for fifteen minutes. */
  readonly token: string;
  /** The answer with the profile. */
  readonly me: Answer;
}

/** An article that can be bought. */
export interface Article {
  readonly productId: string;
  readonly sku: string;
}

/** Pieces of an article: there, promised to orders, and left. */
export interface Level {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

interface Wishes {
  /** Which card pays: `tok_ok`, `tok_declined` and others of the simulated provider. @default tok_ok */
  readonly card?: string;
  /** @default - a new one */
  readonly key?: string;
  /** @default 2 */
  readonly quantity?: number;
  /** Where it is sent. @default - to Ada in Bonn */
  readonly address?: object;
}

/** Tells of a step and its answer, or of a mail. */
export type Tell = (what: string, told: Answer | Mail) => void;

/** Longer than the back office is ever told to wait, and too short to hide that a person's limit is reached. */
const mostWaitSeconds = 2;

/** The shop at a gateway's address, with the folder of its data on this computer. */
export class Shop {
  constructor(
    readonly url: string,
    readonly folder: string,
  ) {}

  /** Sends a request; whatever is answered is an answer. Rejects when nobody does. */
  async send(method: string, path: string, { token, body, key, ifMatch, form }: Wish = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(token && { authorization: token }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
        ...(ifMatch && { 'if-match': ifMatch }),
      },
      body: form ? new URLSearchParams(form) : body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }

  /** As `send`; waits when it is told that there was too much, and rejects when the answer is not good. */
  async must(method: string, path: string, wish: Wish = {}): Promise<Answer> {
    const answer = await this.send(method, path, wish);
    const waitSeconds = Number(answer.headers.get('retry-after'));
    if (answer.status === 429 && waitSeconds <= mostWaitSeconds) {
      await pause(waitSeconds * 1000 + 50);
      return this.must(method, path, wish);
    }
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.body?.code}: ${answer.body?.detail}`);
    return answer;
  }

  /** The `Authorization` of the back office, which has a secret on this computer; it may manage catalogue, stock, orders and refunds. */
  async backOffice(): Promise<string> {
    const secret = readFileSync(join(this.folder, 'secrets', 'clients', 'demo'), 'utf8').trim();
    const basic = `Basic ${Buffer.from(`demo:${secret}`).toString('base64')}`;
    const { body } = await this.must('POST', '/auth/token', { token: basic, form: { grant_type: 'client_credentials' } });
    return `Bearer ${body.access_token}`;
  }

  /** Puts a mug for 14.50 EUR into the catalogue, and pieces of it on the shelf; waits until it can be bought. */
  async shelve(office: string, { pieces = 100, name = 'Enamel mug' } = {}): Promise<Article> {
    const sku = `MUG-${randomUUID().slice(0, 8).toUpperCase()}`;
    const category = await this.must('POST', '/products/categories', { token: office, body: { name: 'Mugs', slug: sku.toLowerCase() } });
    const draft = await this.must('POST', '/products', {
      token: office,
      key: randomUUID(),
      body: { name: `${name} ${sku}`, description: 'Survives a fall.', categoryId: category.body.id, attributes: { colour: 'blue' } },
    });
    const { productId } = draft.body;
    await this.must('PUT', `/products/${productId}/variants/${sku}`, {
      token: office,
      ifMatch: draft.headers.get('etag') ?? '',
      body: { options: { size: '300 ml' }, price: { amount: 1450, currency: 'EUR' }, weightGrams: 250, active: true },
    });
    await this.must('POST', `/products/${productId}/publish`, { token: office });
    await this.receive(office, sku, pieces);
    return { productId, sku };
  }

  /** Says how many pieces there are; waits for the article where its event has not arrived yet. */
  async receive(office: string, sku: string, pieces: number): Promise<void> {
    const wish = { token: office, key: randomUUID(), body: { sku, setTo: pieces, reason: 'correction' } };
    await until(`${sku} to be known to inventory-service`, async () => {
      const { status, body } = await this.send('POST', '/inventory/adjustments', wish);
      if (status >= 400 && status < 500 && status !== 404) throw new Error(`POST /inventory/adjustments: ${status} ${body?.code}`);
      return status < 400;
    });
  }

  /** How much there is of an article. */
  async level(office: string, sku: string): Promise<Level> {
    const { onHand, reserved, available } = (await this.must('GET', `/inventory/${sku}`, { token: office })).body;
    return { onHand, reserved, available };
  }

  /** Signs up, follows the link in the mail, signs in, and waits for the profile. */
  async customer(tell: Tell = () => {}): Promise<Customer> {
    const email = `ada.${randomUUID().slice(0, 8)}@example.org`;
    const password = `a long walk ${randomUUID()}`;
    const signup = { email, password, locale: 'en', acceptTerms: true };
    tell('POST /auth/signup', await this.must('POST', '/auth/signup', { body: signup, key: randomUUID() }));
    const mail = await this.mailTo(email, /verify|confirm/i);
    tell('', mail);
    const token = /token=([\w.-]+)/.exec(mail.text)?.[1];
    tell('POST /auth/email/verify', await this.must('POST', '/auth/email/verify', { body: { token } }));
    const bearer = await this.signIn(email, password, tell);
    const me = await until('the profile', async () => {
      const answer = await this.send('GET', '/users/me', { token: bearer });
      return answer.status === 200 && answer.body.email ? answer : undefined;
    });
    return { email, password, userId: me.body.id ?? me.body.userId, token: bearer, me };
  }

  /** Signs in; gives the whole `Authorization` header. */
  async signIn(email: string, password: string, tell: Tell = () => {}): Promise<string> {
    const login = await this.must('POST', '/auth/login', { body: { email, password } });
    tell('POST /auth/login', login);
    return `Bearer ${login.body.accessToken}`;
  }

  /** Sends an order; whatever is answered is an answer. */
  order(token: string, sku: string, { card = 'tok_ok', key = randomUUID(), quantity, address }: Wishes = {}): Promise<Answer> {
    const basket = { ...basketOf(sku, quantity), ...(address && { shippingAddress: address }) };
    return this.send('POST', '/orders', { token, key, body: { ...basket, paymentMethodToken: card } });
  }

  /** Places an order as a patient customer: who is told to come back later does, with the same key. */
  async place(token: string, sku: string, wishes: Wishes = {}): Promise<Answer['body']> {
    const key = wishes.key ?? randomUUID();
    return until('an answer to POST /orders', async () => {
      const { status, body } = await this.order(token, sku, { ...wishes, key });
      if (status !== 201 && status < 500) throw new Error(`POST /orders: ${status} ${body?.code}`);
      return status === 201 && body;
    });
  }

  /** Waits until an order has one of the statuses; gives it. */
  orderWhen(token: string, id: string, statuses: readonly string[], seconds = 20): Promise<Answer['body']> {
    return until(
      `order ${id} to be ${statuses.join(' or ')}`,
      async () => {
        const { status, body } = await this.send('GET', `/orders/${id}`, { token });
        return status === 200 && statuses.includes(body.status) ? body : undefined;
      },
      seconds,
    );
  }

  /** The mails on this computer. */
  mails(): Mail[] {
    return readMails(join(this.folder, 'mail'));
  }

  /** Waits for a mail to somebody whose subject or text fits. */
  mailTo(email: string, fits: RegExp): Promise<Mail> {
    return until(`a mail to ${email} that fits ${fits}`, async () =>
      this.mails().find(({ to, subject, text }) => to.includes(email) && (fits.test(subject) || fits.test(text))),
    );
  }
}

/** Asks again and again until something true comes back; rejects when that takes too long. @default seconds - 20 */
export const until = async <Found>(what: string, ask: () => Promise<Found | undefined | false>, seconds = 20): Promise<Found> => {
  for (const end = Date.now() + seconds * 1000; ; await pause(50)) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not come within ${seconds} s`);
  }
};

/** Some of one thing, to be sent to Ada. */
export const basketOf = (sku: string, quantity = 2): object => ({
  items: [{ sku, quantity }],
  currency: 'EUR',
  shippingAddress: { name: 'Ada', line1: 'Analytical Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
});

/** What an order cannot leave any more without somebody's wish. */
export const settled: readonly string[] = ['confirmed', 'shipped', 'delivered', 'cancelled', 'refunded'];
