import type * as z from 'zod';
import { everywhere } from '../http/problem';
import type { AnyRoute } from '../http/route';

/** What a test sends. */
export interface Wish {
  readonly token?: string;
  readonly body?: unknown;
  /** The body as it is, for what is not JSON. */
  readonly raw?: string;
  readonly key?: string;
  readonly ifMatch?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** What was JSON as a value, lines of JSON as a list of values, and anything else as text. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  readonly body: any;
}

/** Sends requests and holds each answer against the contract of its route: a body that does not fit or an unknown problem is an error. */
export const requester =
  (url: string, contracts: readonly AnyRoute[]) =>
  async (method: string, path: string, { token, body, raw, key, ifMatch, headers = {} }: Wish = {}): Promise<Answer> => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
        ...(ifMatch && { 'if-match': ifMatch }),
        ...headers,
      },
      ...(payload !== undefined && { body: payload }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      body: bodyOf(type, text),
    };
    const place = path.split('?')[0] ?? '';
    const fits = contracts.filter(
      (contract) =>
        contract.method === method &&
        !place.endsWith('/health') &&
        new RegExp(`^${contract.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(place),
    );
    // A fixed path goes before one with a parameter, as in the router.
    const contract = fits.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
    if (contract) holdAgainst(contract, answer);
    return answer;
  };

const bodyOf = (type: string, text: string): unknown => {
  if (type.startsWith('application/x-ndjson')) return linesOf(text);
  return /json/.test(type) && text ? JSON.parse(text) : text;
};

const linesOf = (text: string): unknown[] => {
  if (text !== '' && !text.endsWith('\n')) throw new Error(`the last line has no end: ${text.slice(-100)}`);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};

const holdGoodAgainst = (schema: z.ZodType, values: unknown, where: string): void => {
  if (!Array.isArray(values)) throw new Error(`${where}: the answer is not made of lines`);
  for (const value of values) {
    const { error } = schema.safeParse(value);
    if (error) throw new Error(`${where}: the answer is not as the contract says: ${error.message}`);
  }
};

const holdAgainst = (contract: AnyRoute, { status, body }: Answer): void => {
  const where = `${contract.method} ${contract.path}`;
  if (status < 300 && contract.answer) holdGoodAgainst(contract.answer, contract.lines ? body : [body], where);
  if (status < 400) return;
  const code = body?.code ?? body?.error;
  const declared = code in everywhere || `${code}`.endsWith('-unavailable') || contract.problems?.[code] === status;
  if (!declared) throw new Error(`${where}: answers ${status} '${code}', which its contract does not name`);
};
