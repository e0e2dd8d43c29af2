import * as z from 'zod';
import * as gifts from '../testing/gift-routes';
import { openApiMistakes } from '../testing/openapi';
import { openApiOf } from './openapi';
import { type AnyRoute, route } from './route';

const about = { name: 'gift-service', purpose: 'Wraps gifts.', version: '1.0.0', url: 'https://api.example.com' };
const contracts = [gifts.getGift, gifts.listGifts, gifts.wrapGift, gifts.changeGift, gifts.openGift, gifts.breakGift];

const sent = route({ method: 'POST', path: '/gifts/sent', summary: 'Hears that a gift was sent', access: 'public', raw: true });
const form = route({
  ...{ method: 'POST', path: '/gifts/form', summary: 'Takes a form', access: 'public', form: true, maxBytes: 1000 },
  body: z.object({ a: z.string() }),
});
const told = route({
  ...{ method: 'POST', path: '/gifts/told', summary: 'Has an example of its own', access: 'public' },
  body: z.object({ code: z.string().refine((code) => code.endsWith('7')) }).meta({ example: { code: 'x-17' } }),
});
const riddle = route({
  ...{ method: 'POST', path: '/gifts/riddle', summary: 'Takes what nobody guesses', access: 'public' },
  body: z.object({ code: z.string().refine((code) => code.endsWith('7')) }),
});
const lines = route({
  ...{ method: 'GET', path: '/gifts/lines', summary: 'Gives lines', access: 'public', lines: true },
  answer: z.object({ id: z.uuid() }),
});
const limited = route({
  ...{ method: 'POST', path: '/gifts/limited', summary: 'Is limited', access: ['gifts:write'] },
  limits: [
    { group: 'login', most: 5, windowSeconds: 60, by: { field: 'email', andAddress: true } },
    { group: 'ingest', most: 600, windowSeconds: 60, by: { header: 'x-key' } },
  ],
});
const worded = route({
  ...{ method: 'POST', path: '/gifts/worded', summary: 'Says no as a standard asks', access: 'public' },
  body: z.object({ a: z.string() }),
  problems: { invalid_request: 400, invalid_client: 401 },
  problemBody: z.object({ error: z.string() }),
});
const inside = route({ method: 'GET', path: '/internal/gifts', summary: 'Is inside', access: 'public' });
const special: readonly AnyRoute[] = [sent, form, told, riddle, lines, limited, worded, inside];

const document = openApiOf(about, [...contracts, ...special]);
// biome-ignore lint/suspicious/noExplicitAny: a document of any depth
const operation = ({ path, method }: AnyRoute): any => (document.paths as any)[path][method.toLowerCase()];

test('is valid OpenAPI', () => expect(openApiMistakes({ document })).toEqual([]));

test.each(contracts.map((contract) => [`${contract.method} ${contract.path}`, contract as AnyRoute] as const))(
  '%s has examples that its own schemas take',
  (_, contract) => {
    const { requestBody, responses } = operation(contract);
    const media = [requestBody?.content['application/json'], responses[contract.status ?? 200]?.content?.['application/json']];
    const schemas = [contract.body, contract.answer];
    for (const [at, schema] of schemas.entries()) expect(schema?.safeParse(media[at]?.example).success ?? true).toBe(true);
    expect(media.filter(Boolean)).toHaveLength(schemas.filter(Boolean).length);
  },
);

test('an example may be given, and one that would be wrong is not shown', () => {
  const media = (contract: AnyRoute) => operation(contract).requestBody.content['application/json'];
  expect(media(told)).toMatchObject({ example: { code: 'x-17' }, schema: { type: 'object' } });
  expect(media(told).schema).not.toHaveProperty('example');
  expect(media(riddle)).not.toHaveProperty('example');
});

test('bytes, forms and lines are what they are', () => {
  expect(operation(sent).requestBody).toEqual({
    description: 'The bytes as their sender signed them.',
    required: true,
    content: { '*/*': {} },
  });
  expect(operation(sent).responses).toHaveProperty('413');
  expect(Object.keys(operation(form).requestBody.content)).toEqual(['application/x-www-form-urlencoded']);
  expect(operation(form).description).toBe('The body may have 1000 bytes.');
  expect(operation(lines).responses[200]).toEqual({
    description: 'Lines of JSON, each as the schema says',
    content: { 'application/x-ndjson': { schema: expect.objectContaining({ type: 'object' }), example: { id: expect.any(String) } } },
  });
});

test('problems that a standard words are described beside the usual ones', () => {
  const { responses } = operation(worded);
  expect(Object.keys(responses[400].content)).toEqual(['application/problem+json', 'application/json']);
  expect(Object.keys(responses[401].content)).toEqual(['application/json']);
  expect(responses[401]).toMatchObject({
    description: '`invalid_client`',
    content: { 'application/json': { schema: { required: ['error'] } } },
  });
  expect(Object.keys(responses[429].content)).toEqual(['application/problem+json']);
});

test('limits are told, with the answer of who is over them', () => {
  const { description, responses } = operation(limited);
  expect(description).toBe(
    'Needs the scope `gifts:write`. At most 5 requests in 60 s by `email` and address (`login`). At most 600 requests in 60 s by the header `x-key` (`ingest`).',
  );
  expect(Object.keys(responses[204].headers)).toEqual(['RateLimit', 'RateLimit-Policy']);
  expect(responses[429]).toMatchObject({ description: '`rate-limited`', headers: { 'Retry-After': { schema: { type: 'integer' } } } });
  for (const contract of contracts) expect(operation(contract).responses).toHaveProperty('429');
  expect(operation(inside).responses).not.toHaveProperty('429');
});
