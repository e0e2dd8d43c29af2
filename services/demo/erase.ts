// npm run demo:erase: a customer asks to be forgotten; every table of every database is searched for her before and after.
import { randomUUID } from 'node:crypto';
import { ask, services } from './databases';
import type { OwnPlatform } from './own-platform';
import { type Customer, type Shop, until } from './shop';
import { chapter, check, note, runDemo, type Stage, step, table } from './telling';

/** Where something was found: `order-service orders`, and in how many rows. */
type Finds = ReadonlyMap<string, number>;

/** Words that stand nowhere else. */
const mark = `q${randomUUID().slice(0, 8)}x`;
const person = {
  name: `Zenobia ${mark}name`,
  street: `${mark}street 1`,
  phone: '+4915799988877',
  text: `I live in ${mark}town and like it.`,
};

/** Events wait here for a week at most, so that they can be sent again; then their rows are deleted. */
const inTransit = ['outbox'];

const tables = `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1`;

const searchTables = async (platform: OwnPlatform, service: string, words: readonly string[]): Promise<[string, number][]> => {
  const patterns = words.map((word) => `%${word}%`);
  const finds: [string, number][] = [];
  for (const { name } of await ask<{ name: string }>(platform, service, tables)) {
    const sql = `SELECT count(*)::int AS n FROM ${name} t WHERE t::text ILIKE ANY ($1::text[])`;
    const [row] = await ask<{ n: number }>(platform, service, sql, [patterns]);
    if (row?.n) finds.push([`${service} ${name}`, row.n]);
  }
  return finds;
};

const search = async (platform: OwnPlatform, words: readonly string[]): Promise<Finds> =>
  new Map((await Promise.all(services.map((service) => searchTables(platform, service, words)))).flat());

/** Leaves traces of herself wherever a customer can. */
const live = async (shop: Shop, office: string, zenobia: Customer): Promise<void> => {
  const { token } = zenobia;
  const me = await shop.must('GET', '/users/me', { token });
  const profile = { displayName: person.name, phone: person.phone };
  step('PATCH /users/me', await shop.must('PATCH', '/users/me', { token, ifMatch: me.headers.get('etag') ?? '', body: profile }));
  const address = { name: person.name, line1: person.street, city: 'Bonn', postalCode: '53111', country: 'DE' };
  step('POST /users/me/addresses', await shop.must('POST', '/users/me/addresses', { token, key: randomUUID(), body: address }));
  const { sku, productId } = await shop.shelve(office, { pieces: 5 });
  const { id, number } = await shop.place(token, sku, { quantity: 1, address, card: `tok_ok_${mark}` });
  note(`order ${number}`);
  await shop.orderWhen(token, id, ['confirmed']);
  await shop.must('POST', `/orders/${id}/ship`, { token: office, body: { carrier: 'DHL' } });
  step('POST /orders/…/deliver', await shop.must('POST', `/orders/${id}/deliver`, { token: office }));
  const review = { productId, rating: 4, title: `Hello from ${mark}`, text: person.text };
  const written = await until('review-service to know that she bought it', async () => {
    const answer = await shop.send('POST', '/reviews', { token, key: randomUUID(), body: review });
    return answer.status !== 403 && answer;
  });
  step('POST /reviews', written);
  await until('the mails', async () => shop.mails().filter(({ to }) => to.includes(zenobia.email)).length >= 4);
};

const forget = async (shop: Shop, office: string, zenobia: Customer): Promise<void> => {
  chapter('2. She asks to be forgotten');
  const token = await shop.signIn(zenobia.email, zenobia.password);
  const asked = await shop.must('POST', '/users/me/erasure', { token, key: randomUUID() });
  step('POST /users/me/erasure', asked, asked.body.state);
  const done = await until(
    'every service to have answered',
    async () => {
      const { body } = await shop.must('GET', `/users/erasures/${asked.body.requestId}`, { token: office });
      return body.state === 'completed' && body;
    },
    30,
  );
  const rows = done.steps.map(({ service, deleted, anonymised }: Record<string, unknown>) => [service, deleted, anonymised].map(String));
  table([['service', 'deleted', 'anonymised'], ...rows]);
  check(
    done.steps.every(({ completedAt }: { completedAt: unknown }) => completedAt !== null),
    `${done.steps.length} services have answered`,
  );
};

const story = async ({ shop, platform }: Stage): Promise<void> => {
  if (platform === undefined) throw new Error('it needs a platform of its own');
  const office = await shop.backOffice();
  chapter('1. Zenobia signs up, fills in her profile, buys and reviews');
  const zenobia = await shop.customer();
  await live(shop, office, zenobia);
  const words = [zenobia.email, mark, person.phone];
  const before = await search(platform, words);
  note(`${words.length} marked values are looked for in every table of ${services.length} databases`);
  check(before.size > 5, `they stand in ${before.size} tables`);

  await forget(shop, office, zenobia);

  chapter('3. Every table is searched again');
  // What was told of her is deleted where the news of the erasure arrives, which is a moment later in some services.
  const left = async (): Promise<Finds> => search(platform, words);
  await until('the last rows', async () => keptOf(await left()).length === 0, 15).catch(() => undefined);
  const after = await left();
  table([
    ['table', 'rows before', 'rows after'],
    ...[...before].map(([where, rows]) => [where, String(rows), String(after.get(where) ?? 0)]),
  ]);
  const kept = keptOf(after);
  check(kept.length === 0, kept.length === 0 ? 'no table holds anything of her' : `still there: ${kept.join(', ')}`);
  const waiting = [...after].filter(([where]) => isInTransit(where));
  if (waiting.length > 0)
    note(`events that were sent wait a week for being sent again, then their rows go: ${waiting.map(([where]) => where).join(', ')}`);
  check(
    (await shop.send('POST', '/auth/login', { body: { email: zenobia.email, password: zenobia.password } })).status === 401,
    'she cannot sign in',
  );
};

const isInTransit = (where: string): boolean => inTransit.includes(where.split(' ')[1] ?? '');

const keptOf = (finds: Finds): string[] => [...finds].filter(([where]) => !isInTransit(where)).map(([where, rows]) => `${where} (${rows})`);

void runDemo({
  name: 'demo:erase',
  purpose: 'Lets a customer be forgotten, and searches every table of every database for her before and after.',
  settings: { ERASURE_GRACE_DAYS: '0' },
  alone: true,
  story,
});
