import { Agent, request } from 'node:http';
import { v7 } from 'uuid';
import { exampleOf, type Schema } from '../../kit/example';
import { mediaOf, schemaOf } from '../../kit/http/media';
import type { AnyRoute } from '../../kit/http/route';

/** A request as a well-behaved client sends it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Values by the name of a parameter or field, in place of those that the contract's example has. */
export type Known = Readonly<Record<string, string>>;

export const nameOf = ({ method, path }: AnyRoute): string => `${method} ${path}`;

/** Properties of the path, the query or the body of a contract. */
export const propertiesOf = (schema: AnyRoute['params']): Readonly<Record<string, Schema>> =>
  schema ? ((schemaOf(schema, 'input') as Schema).properties ?? {}) : {};

/** Bodies that are no JSON by a contract, and one whose example would turn the service against its callers. */
const bodies: Readonly<Record<string, unknown>> = {
  'PUT /internal/faults': {},
  'POST /auth/token': undefined,
  'POST /notifications/unsubscribe': undefined,
};

const forms: Readonly<Record<string, string>> = {
  'POST /auth/token': 'grant_type=client_credentials',
  'POST /notifications/unsubscribe': 'List-Unsubscribe=One-Click',
};

export const bodyOf = (contract: AnyRoute): unknown => {
  if (contract.body === undefined) return undefined;
  const name = nameOf(contract);
  return name in bodies ? bodies[name] : mediaOf(contract.body, 'input').example;
};

/** A request that fits the contract, with every header that it asks for. */
export const requestFor = (contract: AnyRoute, known: Known = {}): Request => {
  const textFor = (name: string, schema: Schema): string => encodeURIComponent(known[name] ?? String(exampleOf(schema, 'minimal', name)));
  const params = propertiesOf(contract.params);
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) => textFor(name, params[name] ?? {}));
  const query = contract.query ? (schemaOf(contract.query, 'input') as Schema) : {};
  const asked = (query.required ?? []).map((name) => `${name}=${textFor(name, query.properties?.[name] ?? {})}`);
  const form = forms[nameOf(contract)];
  const body = bodyOf(contract);
  return {
    method: contract.method,
    path: asked.length > 0 ? `${path}?${asked.join('&')}` : path,
    ...(body !== undefined && { body }),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(contract.idempotency && { 'idempotency-key': v7() }),
      ...(contract.ifMatch && { 'if-match': '"1"' }),
    },
    ...(form && { body: form }),
  };
};

/** What came back, as text: also what should be JSON and is not. */
export interface Reply {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends a request, its path as it is. One that is not answered within five seconds is a mistake. */
export const ask = (url: string, { method, path, body, headers }: Request, token?: string): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const payload = body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const sent = request(url, {
      method,
      path,
      agent,
      timeout: 5000,
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
    });
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no-answer: nothing came for 5 s; find what it waits for`)));
    sent.on('error', reject);
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, code: /"(?:code|error)":"([\w-]+)"/.exec(text)?.[1] ?? '' }));
    });
    sent.end(payload);
  });

/** Does something for each, a few at a time. */
export const forEach = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>, atOnce = 8): Promise<void> => {
  const left = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await work(item);
    }),
  );
};
