import { v7 } from 'uuid';
import { type TestedService, testService } from '#kit/testing';
import { NotificationModule } from '../module';
import definition from '../service';
import { mailFolder } from '../testing';
import { locales, templates, type Wording } from '.';
import { mistakesOf } from './wording-rules';

const box = mailFolder();
let service: TestedService;
let operator: string;

beforeAll(async () => {
  service = await testService({ name: 'notification-service', definition, module: NotificationModule, settings: box.settings });
  operator = await service.token({ subject: v7(), scopes: ['notifications:send'] });
});

afterAll(() => service?.stop());

const at = (name: string, locale = 'en') => `/notifications/templates/${name}/${locale}`;
const get = (name: string, locale = 'en', token = operator) => service.request('GET', at(name, locale), { token });
const put = (name: string, body: object, version = 1) =>
  service.request('PUT', at(name), { token: operator, body, ifMatch: `"${version}"` });
const preview = (name: string, body: object) => service.request('POST', `${at(name)}/preview`, { token: operator, body });

const placed = {
  subject: 'Order {{number}}',
  text: '{{greeting}}\n\n{{number}}: {{total}}\n\n{{link}}\n',
  html: '<p>{{greeting}}</p><p><strong>{{number}}</strong>: {{total}}</p><a href="{{link}}">{{link}}</a>',
};
const data = { number: '<b>1</b>', total: { amount: 2990, currency: 'EUR' } };

test('the words in the code are the first version of each template', async () => {
  const { status, body, headers } = await get('order-placed', 'de');
  expect([status, headers.get('etag')]).toEqual([200, '"1"']);
  expect(body).toEqual({ name: 'order-placed', locale: 'de', version: 1, ...templates['order-placed'].wordings.de });
  expect((await get('no-such')).status).toBe(404);
  expect((await get('order-placed', 'fr')).status).toBe(404);
  const customer = await service.token({ subject: v7(), scopes: ['notifications:own'] });
  expect((await get('order-placed', 'en', customer)).status).toBe(403);
});

test('new words hold for messages from then on, until the next ones; nobody overwrites what they have not read', async () => {
  const { status, body } = await put('order-delivered', {
    ...placed,
    text: 'One {{link}}',
    subject: 'One',
    html: '<a href="{{link}}">One</a>',
  });
  expect([status, body.version]).toEqual([200, 2]);
  expect((await get('order-delivered')).headers.get('etag')).toBe('"2"');
  const again = { subject: 'Two', text: 'Two {{link}}', html: '<a href="{{link}}">Two</a>' };
  expect((await put('order-delivered', again, 1)).status).toBe(412);
  const both = await Promise.all([put('order-delivered', again, 2), put('order-delivered', again, 2)]);
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 412]);
  expect((await service.request('PUT', at('order-delivered'), { token: operator, body: again })).status).toBe(428);
  expect((await preview('order-delivered', { data: { number: 'X' } })).body.subject).toBe('Two');
  expect((await get('order-delivered', 'de')).body.version).toBe(1);
});

test('notification I4: a preview shows values as text', async () => {
  const { status, body } = await preview('order-placed', { wording: placed, data });
  expect(status).toBe(200);
  expect(body.subject).toBe('Order <b>1</b>');
  expect(body.html).toContain('<strong>&lt;b&gt;1&lt;/b&gt;</strong>: €29.90');
  expect(body.html).toContain('href="http://localhost:8080/account/orders/%3Cb%3E1%3C%2Fb%3E"');
});

test('what is no template, and what lacks a value, is refused', async () => {
  const codeOf = async (answer: ReturnType<typeof preview>) => [(await answer).status, (await answer).body.code];
  expect(await codeOf(put('no-such', placed))).toEqual([422, 'unknown-template']);
  expect(await codeOf(put('constructor', placed))).toEqual([422, 'unknown-template']);
  expect(await codeOf(preview('no-such', { data }))).toEqual([422, 'unknown-template']);
  expect(await codeOf(preview('order-placed', { data: {} }))).toEqual([422, 'missing-variable']);
  expect(await codeOf(put('order-placed', { ...placed, html: '<script>1</script>' }))).toEqual([422, 'bad-template']);
  expect(await codeOf(preview('order-placed', { wording: { ...placed, text: '{{#if x}}' }, data }))).toEqual([422, 'bad-template']);
  expect(await codeOf(put('order-placed', { ...placed, subject: 'a\nBcc: x' }))).toEqual([400, 'validation-failed']);
});

describe('words', () => {
  const wrong = (change: Partial<Wording>, name: keyof typeof templates = 'order-placed') =>
    mistakesOf({ ...placed, ...change }, templates[name]);

  test.each(Object.entries(templates).flatMap(([name, template]) => locales.map((locale) => [name, locale, template] as const)))(
    'of %s in %s are as the rules say',
    (_, locale, template) => expect(mistakesOf(template.wordings[locale], template)).toEqual([]),
  );

  test.each<[Partial<Wording>, RegExp]>([
    [{ text: '{{link}} {{password}}' }, /text uses \{\{password\}\}; the variables are greeting, closing, link, number, total/],
    [{ text: '{{link}} {{ number }}' }, /text uses/],
    [{ text: '{{link}} {{{number}}}' }, /braces that are no variable/],
    [{ text: '{{link}} {{number' }, /braces that are no variable/],
    [{ subject: '{{constructor}}' }, /subject uses/],
    [{ subject: '{{link}}' }, /belongs into text and html/],
    [{ text: 'https://evil.example/?{{link}} {{link}}' }, /touches other words/],
    [{ text: 'no link' }, /text has no \{\{link\}\}/],
    [{ html: '<p>x</p>' }, /html has no link/],
    [{ html: `${placed.html}<img src="https://evil.example/x.png">` }, /html has <img/],
    [{ html: `${placed.html}<p onclick="x">` }, /html has <p onclick/],
    [{ html: `${placed.html}<a href="javascript:x">x</a>` }, /html has <a href="javascript/],
    [{ html: `${placed.html}<a href="https://evil.example/{{number}}">x</a>` }, /html has <a href="https/],
    [{ html: `${placed.html}<a href="https://evil.example/{{link}}">x</a>` }, /html has <a href="https/],
    [{ html: `${placed.html}<script` }, /outside of a tag/],
    [{ html: `${placed.html}<!-- x -->` }, /html has <!--/],
  ])('%j are refused', (change, mistake) => expect(wrong(change).join('\n')).toMatch(mistake));

  test('what opens a door stands in the link only', () =>
    expect(wrong({ subject: 'x', text: '{{token}} {{link}}', html: '<a href="{{link}}">x</a>' }, 'reset-password')).toEqual([
      'text uses {{token}}; the variables are greeting, closing, link',
    ]));

  test('a long text is looked at in no time', () => {
    const started = performance.now();
    wrong({ text: '{{'.repeat(5000), html: '<a href="'.repeat(1000) + '<'.repeat(1000) });
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
