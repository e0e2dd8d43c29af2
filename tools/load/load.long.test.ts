import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '#model';
import { registry } from '#registry';
import { loadCommand } from './command';
import { scenarios } from './scenarios';
import { type StubShop, stubShop } from './testing';

const services = load(registry).platform?.services ?? [];
const account = { LOAD_EMAIL: 'a@example.org', LOAD_PASSWORD: 'a long walk' };
let shop: StubShop;

beforeEach(async () => {
  shop = await stubShop();
});
afterEach(() => shop.close());

/** The command on the stub, or elsewhere. */
const run = async (args: readonly string[], { url = shop.url, variables = account as Record<string, string>, patient = true } = {}) => {
  const [printed, warned, progress]: string[][] = [[], [], []];
  const code = await loadCommand(['--url', url, ...(patient ? ['--patience', '100'] : []), ...args], {
    ...{ root: '/nowhere', services, variables },
    print: (line) => void printed?.push(line),
    warn: (line) => void warned?.push(line),
    progress: (text) => void progress?.push(text),
  });
  return { code, printed: printed?.join('\n') ?? '', warned: warned ?? [], progress: progress ?? [] };
};

test('every scenario runs in small, asks each of its steps, and keeps the promises', async () => {
  const { code, printed, progress } = await run(['--seconds', '0.4', '--connections', '4']);
  expect(printed.split('\n').filter((line) => /MISSED/.test(line))).toEqual([]);
  expect(code).toBe(0);
  for (const { name, purpose } of scenarios) expect(printed).toContain(`${name}: ${purpose}`);
  expect(printed).toMatch(/confirmed +GET \/orders\/\{orderId\} +critical +\d+ .*holds/);
  expect(printed).toMatch(/kept to the end at level 10: 40 connections, \d+ requests\/s/);
  expect(progress).toContain('stress: level 1.5, 6 connections');
  for (const what of ['POST /auth/refresh', 'GET /inventory/LAMP', 'POST /orders']) expect(shop.asked.get(what)).toBeGreaterThan(0);
});

test.each([
  ['too slow', { status: 201, body: { id: 'x' }, afterMs: 230 }, /order +POST \/orders .* MISSED$/m],
  ['an error', { status: 500, body: { code: 'internal' } }, /order +POST \/orders .*100 % of 0.05 % +MISSED: 500 internal/],
  [
    'only refusals of a limit',
    { status: 429, body: { code: 'rate-limited' } },
    /order +POST \/orders .* 0 % of 0.05 % +\d+ +MISSED: refused by limits/,
  ],
])('%s misses a threshold', async (_, answer, line) => {
  shop.instead.set('POST /orders', answer);
  const { code, printed } = await run(['payment', '--seconds', '0.6', '--connections', '2'], { patient: false });
  expect([code, printed]).toEqual([1, expect.stringMatching(line)]);
});

test('the limit that is sought is found, and is no failure beyond the peak', async () => {
  setTimeout(() => shop.instead.set('GET /search', { status: 503, body: {} }), 700);
  const { code, printed } = await run(['breakpoint', '--seconds', '2', '--connections', '3']);
  expect([code, printed]).toEqual([0, expect.stringMatching(/find .* MISSED: 503[\s\S]*kept last at level [1-9]/)]);
});

test('an answer that never comes and a connection that breaks are errors', async () => {
  const { url } = shop;
  setTimeout(() => shop.close(), 200);
  const { code, printed } = await run(['auth', '--seconds', '0.6', '--connections', '1'], { url });
  expect([code, printed]).toEqual([1, expect.stringMatching(/MISSED: connect ECONNREFUSED/)]);
});

describe('on this computer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const args = ['auth', '--seconds', '0.5', '--connections', '2', '--folder', folder];
  beforeAll(() => {
    mkdirSync(join(folder, 'secrets', 'clients'), { recursive: true });
    writeFileSync(join(folder, 'secrets', 'demo-password'), 'a long walk\n');
    writeFileSync(join(folder, 'secrets', 'clients', 'demo'), 'secret');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('the demo customer walks, and a shelf that is full stays as it is', async () => {
    expect(await run(args, { variables: {} })).toMatchObject({ code: 0, warned: [] });
    expect(JSON.parse(shop.bodies.get('POST /auth/login') ?? '')).toEqual({ email: 'customer@demo.local', password: 'a long walk' });
    expect(shop.asked.has('POST /products')).toBe(false);
  });

  test('an empty shelf is filled first', async () => {
    shop.instead.set('GET /search', { status: 200, body: { data: [] } });
    shop.instead.set('POST /auth/token', { status: 200, body: { access_token: 'office' } });
    shop.instead.set('POST /products/categories', { status: 403, body: { code: 'forbidden', detail: 'products:write' } });
    const message = 'POST /products/categories: 403 forbidden: products:write';
    expect(await run(args, { variables: {} })).toMatchObject({ code: 1, warned: [message] });
  });
});

test.each([
  [
    ['nonsense'],
    `load: wrong-usage: 'nonsense' is no scenario; write ${scenarios.map(({ name }) => name).join(', ')}; see npm run load -- --help`,
  ],
  [['--seconds', '0'], "load: wrong-usage: --seconds is '0'; write a number above 0, 86400 at most; see npm run load -- --help"],
  [['--connections', 'x'], "load: wrong-usage: --connections is 'x'; write a number above 0, 10000 at most; see npm run load -- --help"],
])('%j is a call that makes no sense', async (args, message) => expect(await run(args)).toMatchObject({ code: 2, warned: [message] }));

test('a platform that is not there is said so', async () => {
  const url = 'http://127.0.0.1:1';
  const message = `load: no-answer: nothing answers at ${url}; start the platform with 'npm start', or name another --url`;
  expect(await run(['auth'], { url })).toMatchObject({ code: 1, warned: [message] });
});

test('where there is no demo customer, an account must be named', async () => {
  const folder = '/nowhere/at/all';
  expect(existsSync(folder)).toBe(false);
  const file = join(folder, 'secrets', 'demo-password');
  const message = `load: no-account: '${file}' is not there; run it where 'npm start' runs, name its --folder, or set LOAD_EMAIL and LOAD_PASSWORD`;
  expect(await run(['auth', '--folder', folder], { variables: {} })).toMatchObject({ code: 1, warned: [message] });
});
