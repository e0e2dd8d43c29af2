import { services } from '../../../services.gen';
import type { AnyRoute } from '../../kit/http/route';
import { type People, peopleOf } from '../people/testing';
import { ask, bodyOf, forEach, nameOf, type Reply, type Request, requestFor } from '../requests/testing';
import { type Caller, type Shop, startShop } from '../testing';
import { fieldsOf, keysAt, randomOf, someOf, strictPlacesOf, texts, values, withAt } from './testing';

const names = services.map(({ name }) => name);
const seed = 20260101;
const textsOfEach = 3;
const valuesOfEach = 2;
const foreignOfEach = 5;

let shop: Shop;
let people: People;
const callers = new Map<string, Caller>();

beforeAll(async () => {
  shop = await startShop();
  people = await peopleOf(shop);
}, 60_000);

afterAll(() => shop?.stop());

/** Whoever may use the route: its owner, with just the scopes that the route asks for, or a service where only services may. */
const callerFor = async ({ access }: AnyRoute): Promise<Caller> => {
  const scopes = Array.isArray(access) ? access : [];
  const key = scopes.join(' ');
  const found = callers.get(key) ?? (await shop.caller(people.owner.subject, scopes));
  callers.set(key, found);
  return found;
};

/** What tells of the inside: code, SQL, files, addresses. */
const inside =
  /\bat [\w.<>]+ \(|\.[jt]s:\d+|node_modules|syntax error|\bSELECT\b.*\bFROM\b|INSERT INTO|violates|relation "|column "|invalid input|pg_|QueryFailed|TypeError|ZodError|ECONN|postgres/;

/** What is wrong with an answer, unless nothing is. */
const wrongOf = ({ status, text, code }: Reply): string | undefined => {
  const isBusyElsewhere = status === 503 && code.endsWith('-unavailable') && code !== 'database-unavailable';
  if (status >= 500 && !isBusyElsewhere) return `${status} ${text.slice(0, 200)}`;
  // An answer repeats the address that was asked for; that is no news to who asked.
  if (status >= 400 && inside.test(text.replace(/"instance":"[^"]*"/, ''))) return `${status} tells ${text.slice(0, 300)}`;
  return undefined;
};

/** The version that the thing has now, so that a change gets past the check of it. */
const current = async (url: string, contract: AnyRoute, request: Request, token: string): Promise<Request> => {
  if (!contract.ifMatch) return request;
  const answer = await fetch(url + request.path.replace(/\/(roles|price|variants\/.*)$/, ''), {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.text();
  return { ...request, headers: { ...request.headers, 'if-match': answer.headers.get('etag') ?? '"1"' } };
};

describe.each(names)('%s', (name) => {
  test('says yes or no to every nasty text, and tells nothing of its inside', async () => {
    const random = randomOf(seed);
    const { url, contracts } = shop.of(name);
    const wishes = contracts.flatMap((contract) =>
      fieldsOf(contract, people.knownFor(contract.path)).flatMap((field) =>
        [
          ...someOf(texts, textsOfEach, random).flatMap((text) => field.requestsWith(text)),
          ...(field.requestsWithValue ? someOf(values, valuesOfEach, random).flatMap((json) => field.requestsWithValue?.(json) ?? []) : []),
        ].map((request) => ({ contract, where: field.where, request })),
      ),
    );
    const mistakes: string[] = [];
    await forEach(wishes, async ({ contract, where, request }) => {
      const { token } = await callerFor(contract);
      const reply = await ask(url, await current(url, contract, request, token), token);
      const wrong = wrongOf(reply);
      if (wrong) mistakes.push(`${where}: ${JSON.stringify(request.body ?? request.path).slice(0, 200)}: ${wrong}`);
    });
    expect(mistakes).toEqual([]);
  });
});

/** What clients must not be able to say of a thing. */
const foreign: Readonly<Record<string, unknown>> = {
  ...{ status: 'active', state: 'published', price: { amount: 1, currency: 'EUR' }, total: { amount: 1, currency: 'EUR' }, amountMinor: 1 },
  ...{
    userId: '0197a5c0-7c00-7000-8000-000000000009',
    ownerId: 'x',
    sellerId: 'x',
    role: 'admin',
    roles: ['admin'],
    scopes: ['users:admin'],
  },
  ...{ id: '0197a5c0-7c00-7000-8000-000000000009', version: 99, isAdmin: true, emailVerified: true, createdAt: '2026-01-01T00:00:00.000Z' },
};

/** Bodies of others: a provider's event and an OAuth request may hold what they like, and are taken apart by hand. */
const open = ['POST /payment/webhook', 'POST /webhook', 'POST /auth/token', 'POST /notifications/providers/ses'];

describe.each(names)('%s', (name) => {
  test('no write takes a key that it does not know, at any depth', async () => {
    const random = randomOf(seed);
    const { url, contracts } = shop.of(name);
    const wishes = contracts
      .filter((contract) => !open.includes(nameOf(contract)) && typeof bodyOf(contract) === 'object')
      .flatMap((contract) =>
        strictPlacesOf(contract).flatMap((place) =>
          someOf(Object.entries(foreign), foreignOfEach, random)
            .filter(([key]) => !keysAt(contract, place).includes(key))
            .map(([key, value]) => ({ contract, key, place, value })),
        ),
      );
    const taken: string[] = [];
    await forEach(wishes, async ({ contract, key, place, value }) => {
      const { token } = await callerFor(contract);
      const request = requestFor(contract, people.knownFor(contract.path));
      const body = withAt(request.body, place, (before) => ({ ...(before as object), [key]: value }));
      const { status, text } = await ask(url, { ...request, body }, token);
      const pointer = `"pointer":"${[...place.map((step) => `/${step}`), `/${key}`].join('')}","code":"unknown-key"`;
      if (status !== 400 || !text.includes(pointer))
        taken.push(`${nameOf(contract)} /${[...place, key].join('/')}: ${status} ${text.slice(0, 200)}`);
    });
    expect(taken).toEqual([]);
  });

  test('no route takes a parameter that it does not know', async () => {
    const { url, contracts } = shop.of(name);
    const taken: string[] = [];
    await forEach(contracts, async (contract) => {
      const { token } = await callerFor(contract);
      const request = requestFor(contract, people.knownFor(contract.path));
      for (const parameter of ['role=admin', '__proto__[admin]=1', 'constructor=1', 'userid=x']) {
        const path = `${request.path}${request.path.includes('?') ? '&' : '?'}${parameter}`;
        const { status, text } = await ask(url, { ...request, path }, token);
        if (!isRefusal(contract, status, text)) taken.push(`${nameOf(contract)} ${parameter}: ${status} ${text.slice(0, 200)}`);
      }
    });
    expect(taken).toEqual([]);
  });
});

const isRefusal = ({ raw }: AnyRoute, status: number, text: string): boolean =>
  raw ? status === 401 || status === 400 : status === 400 && text.includes('unknown-key');
