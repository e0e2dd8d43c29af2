import type { AnyRoute } from '../../kit/http/route';
import { routes } from '../access/testing';
import { ask, nameOf, requestFor } from '../requests/testing';
import { type Caller, type Shop, startShop } from '../testing';
import { marks, type People, peopleOf } from './testing';

let shop: Shop;
let people: People;

beforeAll(async () => {
  shop = await startShop();
  people = await peopleOf(shop);
}, 60_000);

afterAll(() => shop?.stop());

/** What everybody is shown of somebody's thing. */
const shownToAll = ['GET /inventory/{sku}'];

/** What its owner cannot use either, as long as the image is not uploaded and the review not published. */
const notYet = ['GET /products/{id}/images/{imageId}', 'POST /reviews/{id}/helpful', 'POST /reviews/{id}/reports'];

/** Routes to one thing, which a customer and seller may use as far as scopes go. */
const toOneThing = ({ scopes }: Caller): { service: string; contract: AnyRoute }[] =>
  Object.entries(routes).flatMap(([service, table]) =>
    (shop.services[service]?.contracts ?? [])
      .filter((contract) => contract.path.includes('{') && !shownToAll.includes(nameOf(contract)))
      .filter((contract) =>
        (table[nameOf(contract)] ?? '').split(' ').some((word) => ['public', 'signed-in', 'people', ...scopes].includes(word)),
      )
      .map((contract) => ({ service, contract })),
  );

test('lists hold nothing of somebody else', async () => {
  const lists = Object.keys(routes).flatMap((service) =>
    (shop.services[service]?.contracts ?? [])
      .filter(({ method, path }) => method === 'GET' && !path.includes('{'))
      .map((contract) => ({ service, contract })),
  );
  const found = async (caller: Caller): Promise<string[]> => {
    const places: string[] = [];
    for (const { service, contract } of lists) {
      const request = requestFor(contract);
      const { text } = await ask(shop.of(service).url, request, caller.token);
      if ([...people.privateIds, ...Object.values(marks)].some((secret) => text.includes(secret))) places.push(nameOf(contract));
    }
    return places;
  };
  expect(await found(people.stranger)).toEqual([]);
  expect((await found(people.owner)).length).toBeGreaterThan(3);
});

test('a service that stands where people stand is told no, in words', async () => {
  await shop.of('review-service').sql("UPDATE reviews SET status = 'published', due_at = NULL");
  const { token } = await shop.caller('svc:search-service', ['products:export']);
  const wrong: string[] = [];
  for (const [service, table] of Object.entries(routes))
    for (const contract of shop.of(service).contracts.filter((each) => /signed-in|people/.test(table[nameOf(each)] ?? ''))) {
      const { status, code } = await ask(shop.of(service).url, requestFor(contract, people.knownFor(contract.path)), token);
      if (status < 300 || status >= 500) wrong.push(`${nameOf(contract)}: ${status} ${code}`);
    }
  await shop.of('review-service').sql("UPDATE reviews SET status = 'pending'");
  expect(wrong).toEqual([]);
});

const order = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'];

test('a stranger is told that there is nothing, whatever of somebody else he or she names; its owner is not', async () => {
  const all = toOneThing(people.stranger).sort((a, b) => order.indexOf(a.contract.method) - order.indexOf(b.contract.method));
  const seen: string[] = [];
  for (const { service, contract } of all) {
    const { status, text } = await ask(shop.of(service).url, requestFor(contract, people.knownFor(contract.path)), people.stranger.token);
    const leaks = Object.values(marks).some((mark) => text.includes(mark));
    // A repeated DELETE is answered alike whether anything was there; that it has no effect, the owner sees below.
    const wanted = contract.method === 'DELETE' ? [204, 404] : [404];
    if (!wanted.includes(status) || leaks) seen.push(`${nameOf(contract)}: ${status} ${text.slice(0, 100)}`);
  }
  expect(seen).toEqual([]);
  const hidden: string[] = [];
  for (const { service, contract } of all) {
    const { status, text } = await ask(shop.of(service).url, requestFor(contract, people.knownFor(contract.path)), people.owner.token);
    const there = ![401, 403, 404].includes(status) && status < 500;
    if (there === notYet.includes(nameOf(contract))) hidden.push(`${nameOf(contract)}: ${status} ${text.slice(0, 100)}`);
  }
  expect(hidden).toEqual([]);
  expect(all.length).toBeGreaterThan(30);
});
