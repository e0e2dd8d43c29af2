// A customer of the shop, over HTTP alone: what the story and the crash test have in common.
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What is sent. */
interface Wish {
  /** The whole `Authorization` header. */
  readonly token?: string;
  readonly body?: unknown;
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

/** A mail in the folder. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The shop at a gateway's address, with the folder of its data on this machine. */
export class Shop {
  constructor(
    readonly url: string,
    private readonly folder: string,
  ) {}

  /** Sends a request; the answer has `status`, `body` and `headers`. */
  async send(method: string, path: string, { token, body, key, ifMatch, form }: Wish = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
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

  /** As `send`; an answer that is not good ends the story. */
  async get(method: string, path: string, wish: Wish = {}): Promise<Answer> {
    const answer = await this.send(method, path, wish);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.body?.code}: ${answer.body?.detail}`);
    return answer;
  }

  /** A token for the back office, which has a secret on this machine. */
  async backOffice(): Promise<string> {
    const secret = readFileSync(join(this.folder, 'secrets', 'clients', 'demo'), 'utf8').trim();
    const basic = `Basic ${Buffer.from(`demo:${secret}`).toString('base64')}`;
    const { body } = await this.get('POST', '/auth/token', { token: basic, form: { grant_type: 'client_credentials' } });
    return `Bearer ${body.access_token}`;
  }

  /** Puts a mug into the catalogue; gives its sku. */
  async stock(token: string): Promise<{ sku: string; id: string }> {
    const sku = `MUG-${randomUUID().slice(0, 8).toUpperCase()}`;
    const category = await this.get('POST', '/products/categories', {
      token,
      key: randomUUID(),
      body: { name: 'Mugs', slug: sku.toLowerCase() },
    });
    const { body: product } = await this.get('POST', '/products', {
      token,
      key: randomUUID(),
      body: {
        name: `Enamel mug ${sku}`,
        description: 'Survives a fall.',
        categoryId: category.body.id ?? category.body.categoryId,
        attributes: { colour: 'blue' },
      },
    });
    const id = product.productId ?? product.id;
    const { headers } = await this.get('GET', `/products/${id}`, { token });
    await this.get('PUT', `/products/${id}/variants/${sku}`, {
      token,
      ifMatch: headers.get('etag') ?? '',
      body: { options: { size: '300 ml' }, price: { amount: 1450, currency: 'EUR' }, weightGrams: 250, active: true },
    });
    await this.get('POST', `/products/${id}/publish`, { token });
    return { sku, id };
  }

  /** Signs up, follows the link in the mail, signs in. */
  async customer(tell: (what: string, answer: Answer | Mail) => void = () => {}): Promise<{ email: string; token: string; me: Answer }> {
    const email = `ada.${randomUUID().slice(0, 8)}@example.org`;
    const password = `a long walk ${randomUUID()}`;
    const signup = await this.get('POST', '/auth/signup', {
      body: { email, password, locale: 'en', acceptTerms: true },
      key: randomUUID(),
    });
    tell('POST /auth/signup', signup);
    const mail = await this.mailTo(email, /verify|confirm/i);
    const token = /token=([\w.-]+)/.exec(mail.text)?.[1];
    tell('', mail);
    tell('POST /auth/email/verify', await this.get('POST', '/auth/email/verify', { body: { token } }));
    const login = await this.get('POST', '/auth/login', { body: { email, password } });
    tell('POST /auth/login', login);
    const bearer = `Bearer ${login.body.accessToken}`;
    for (let tries = 0; tries < 100; tries++) {
      const me = await this.send('GET', '/users/me', { token: bearer });
      if (me.status === 200 && me.body.email) return { email, token: bearer, me };
      await pause(50);
    }
    throw new Error('GET /users/me: the profile did not come within five seconds');
  }

  /** The mails on this machine. */
  mails(): Mail[] {
    const folder = join(this.folder, 'mail');
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((file) => file.endsWith('.eml'))
      .map((file) => readMail(join(folder, file)));
  }

  /** Waits for a mail to somebody whose subject or text fits. */
  async mailTo(email: string, fits: RegExp): Promise<Mail> {
    for (let tries = 0; tries < 200; tries++) {
      const found = this.mails().find(({ to, subject, text }) => to.includes(email) && (fits.test(subject) || fits.test(text)));
      if (found) return found;
      await pause(50);
    }
    throw new Error(`no mail to ${email} that fits ${fits} within ten seconds`);
  }
}

/** Reads header and text of a mail. Lines that end with '=' go on in the next, bytes are written as '=C3' (quoted-printable). */
const readMail = (path: string): Mail => {
  const raw = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'mi').exec(raw)?.[1] ?? '';
  const [, part = ''] = /text\/plain.*?\n\n(.*?)\n--/s.exec(raw) ?? [];
  const bytes = part.replaceAll('=\n', '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { to: header('to'), subject: header('subject'), text: Buffer.from(bytes, 'latin1').toString() };
};

/** Some of one thing, to be sent to Ada. */
export const basketOf = (sku: string, quantity = 2): object => ({
  items: [{ sku, quantity }],
  currency: 'EUR',
  shippingAddress: { name: 'Ada', line1: 'Analytical Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
});
