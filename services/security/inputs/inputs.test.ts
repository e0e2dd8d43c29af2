import { services } from '../zz-services';
import type { AnyRoute } from '../../kit/http/route';
import { peopleOf, type People } from '../people/testing';
import { ask, bodyOf, forEach, nameOf, type Reply, type Request, requestFor } from '../requests/testing';
import { type Caller, type Shop, startShop } from '../testing';
import { fieldsOf, randomOf, someOf, strictPlacesOf, texts, values, withAt } from './testing';

const names = services.map(({ name }) => name);
const seed = 20260101;
const textsOfEach = Number(process.env.ZT ?? 6);
const valuesOfEach = Number(process.env.ZV ?? 3);

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
  if (status >= 500 && code !== 'payment-provider-unavailable') return `${status} ${text.slice(0, 200)}`;
  // An answer repeats the address that was asked for; that is no news to who asked.
  if (status >= 400 && inside.test(text.replace(/"instance":"[^"]*"/, ''))) return `${status} tells ${text.slice(0, 300)}`;
  return undefined;
};

/** The version that the thing has now, so that a change gets past the check of it. */
const current = async (url: string, contract: AnyRoute, request: Request, token: string): Promise<Request> => {
  if (!contract.ifMatch) return request;
  const answer = await fetch(url + request.path.replace(/\/(roles|price|variants\/.*)$/, ''), { headers: { authorization: `Bearer ${token}` } });
  await answer.text();
  return { ...request, headers: { ...request.headers, 'if-match': answer.headers.get('etag') ?? '"1"' } };
};

describe.each(names)('%s', (name) => {
  test('says yes or no to every nasty text, and tells nothing of its inside', async () => {
    const random = randomOf(seed);
    const { url, contracts } = shop.of(name);
    const wishes = contracts.flatMap((contract) =>
      fieldsOf(contract, people.knownFor(contract.path)).flatMap((field) => [
        ...someOf(texts, textsOfEach, random).flatMap((text) => field.requestsWith(text)),
        ...(field.requestsWithValue ? someOf(values, valuesOfEach, random).flatMap((json) => field.requestsWithValue?.(json) ?? []) : []),
      ].map((request) => ({ contract, where: field.where, request }))),
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
