import { v7 } from 'uuid';
import { GiftModule, giftDefinition } from '../testing/gift-service';
import { type TestedService, testService } from '../testing/test-service';

let service: TestedService;
let token: string;

beforeAll(async () => {
  service = await testService({ name: 'gift-service', definition: giftDefinition, module: GiftModule });
  token = await service.token({ subject: v7(), scopes: ['gifts:write'] });
});

afterAll(() => service?.stop());

const price = { amount: 100, currency: 'EUR' };

/** What is said about a body, as text or as an object. */
const send = async (body: unknown, headers = {}, path = '/gifts') => {
  const wish = { token, key: v7(), headers, ...(typeof body === 'string' ? { raw: body } : { body }) };
  const answer = await service.request('POST', path, wish);
  const { code, errors = [] } = answer.body;
  return [answer.status, code, ...errors.map((error: { pointer: string; code: string }) => `${error.pointer} ${error.code}`)];
};

test('a good body is taken, with all that a text may hold', async () => {
  const title = `${v7()} "a\\b" ñ 漢字 🎁 {[`;
  expect(await send({ title, price, labels: { 'a/b~c': 'line\n\ttab' } })).toEqual([201, undefined]);
  expect(await service.sql('SELECT 1 FROM gifts WHERE title = $1', [title])).toHaveLength(1);
  expect(await send(`{"title":"\\ud83c\\udf81 ${v7()}","price":{"amount":1,"currency":"EUR"}}`)).toEqual([201, undefined]);
});

test.each([
  ['half an object', '{"title":', 400, 'malformed-json'],
  ['no JSON', 'title=x', 400, 'malformed-json'],
  ['two objects', '{}{}', 400, 'malformed-json'],
  ['raw control characters', '{"title":"a\u0001"}', 400, 'malformed-json'],
  ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, 400, 'malformed-json'],
  ['a hundred thousand levels', '{"a":'.repeat(50_000), 400, 'malformed-json'],
  ['an array', '[]', 400, 'validation-failed', ' wrong-type'],
  ['null', 'null', 400, 'validation-failed', ' wrong-type'],
  ['nothing', '', 400, 'validation-failed', ' wrong-type'],
  ['32 levels', `${'['.repeat(32)}${']'.repeat(32)}`, 400, 'validation-failed', ' wrong-type'],
  ['more than 256 KiB', JSON.stringify({ title: 'x'.repeat(256 * 1024) }), 413, 'body-too-large'],
])('%s is refused', async (_, body, ...answer) => expect(await send(body)).toEqual(answer));

test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/merge-patch+json', ''])(
  'a body of type %p is refused',
  async (type) => expect(await send('{}', { 'content-type': type })).toEqual([415, 'unsupported-media-type']),
);

test('every wrong field is named, at once and where it stands', async () => {
  const body = {
    title: 7,
    price: { amount: 1.5, currency: 'GBP', cents: 1 },
    labels: { 'a/b~c': 1 },
    card: { address: { line2: 'x' } },
    more: 1,
  };
  expect(await send(body)).toEqual([
    ...[
      400,
      'validation-failed',
      '/title wrong-type',
      '/price/amount wrong-type',
      '/price/currency not-allowed',
      '/price/cents unknown-key',
    ],
    ...['/labels/a~1b~0c wrong-type', '/card/address/line1 wrong-type', '/card/address/line2 unknown-key', '/more unknown-key'],
  ]);
  expect(await send({})).toEqual([400, 'validation-failed', '/title wrong-type', '/price wrong-type']);
  expect(await send({ title: '', price: { ...price, amount: 0 } })).toEqual([
    400,
    'validation-failed',
    '/title too-small',
    '/price/amount too-small',
  ]);
});

test('of very many wrong fields a hundred are named', async () => {
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, 1]));
  expect(await send({ title: 'x', price, ...many })).toHaveLength(102);
});

test.each([
  ['NUL', '"a\\u0000"', '/title'],
  ['an escape of control', '"\\u001b[31m"', '/title'],
  ['DEL', '"\u007f"', '/title'],
  ['escaped DEL', '"\\u007F"', '/title'],
  ['a carriage return', '"a\\r"', '/title'],
  ['half a surrogate pair', '"\\ud83c"', '/title'],
])('%s is refused in a text', async (_, title, pointer) =>
  expect(await send(`{"title":${title},"price":{"amount":1,"currency":"EUR"}}`)).toEqual([
    400,
    'validation-failed',
    `${pointer} control-character`,
  ]),
);

test.each([
  ['a key with NUL', '{"labels":{"a\\u0000":"x"}}', '/labels control-character'],
  ['__proto__', '{"__proto__":{"admin":true}}', '/__proto__ unknown-key'],
  ['__proto__ below', '{"labels":{"__proto__":"x"}}', '/labels/__proto__ unknown-key'],
  ['__proto__ in escapes', '{"labels":{"\\u005f_proto__":"x"}}', '/labels/__proto__ unknown-key'],
  ['a text of more than 10,000 characters', `{"labels":{"a":"${'x'.repeat(10_001)}"}}`, '/labels/a too-long'],
])('%s is refused anywhere', async (_, body, field) => expect(await send(body)).toEqual([400, 'validation-failed', field]));

test.each([
  ['?sort=x', 'query/sort unknown-key'],
  ['?limit=0', 'query/limit too-small'],
  ['?limit=101', 'query/limit too-big'],
  ['?limit=ten', 'query/limit wrong-type'],
  ['?limit=1&limit=2', 'query/limit wrong-type'],
  ['?title=%00', 'query/title control-character'],
  ['?__proto__=1', 'query/__proto__ unknown-key'],
])('the query %s is refused', async (query, field) => {
  const { status, body } = await service.request('GET', `/gifts${query}`);
  expect([status, body.code, body.errors.map((error: { pointer: string; code: string }) => `${error.pointer} ${error.code}`)]).toEqual([
    400,
    'validation-failed',
    [field],
  ]);
});
