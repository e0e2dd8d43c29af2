import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Script } from 'node:vm';
import { LocalBus } from '../events/local-bus';
import { type Gateway, startGateway } from './gateway';
import { ownPages } from './own-pages';
import { RecentEvents } from './recent-events';
import { RecentTraces } from './recent-traces';
import { startPage } from './start-page';

const api = { openapi: '3.1.0', servers: [{ url: 'http://elsewhere' }], paths: {} };
const service = createServer((request, response) =>
  response.end(JSON.stringify(request.url === '/docs/openapi.json' ? api : { status: 'ok' })),
);
const recent = new RecentEvents({ consumers: () => ['b-service'], sensitive: new Set() });
const traces = new RecentTraces();
const bus = recent.watch(new LocalBus({ topics: [{ name: 't.t.v1', partitions: 1 } as never] }));
let gateway: Gateway;
let page: Parameters<typeof startPage>[0];

const publish = (key: string) =>
  bus.publish([
    { topic: 't.t.v1', key, headers: { ce_type: 't.t.happened.v1', ce_source: '/services/a-service' }, value: Buffer.from('{}') },
  ]);
const ask = (path: string, headers: Record<string, string> = {}) => fetch(`http://127.0.0.1:${gateway.port}${path}`, { headers });

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const entry = { name: 'a-service', purpose: 'Shows <b>', path: '/a', public: true, url };
  const accounts = { all: [{ email: 'customer@demo.local', may: 'buys' }], password: 'p&p' };
  page = { url: 'http://localhost:1', services: [entry], others: [], folder: '.data', accounts, simulator: 'http://localhost:2/sim' };
  gateway = await startGateway({ port: 0, routes: [], page: () => startPage(page), own: ownPages({ page, events: recent, traces }) });
});

afterAll(async () => {
  service.close();
  await gateway.close();
});

test('the start page shows services, accounts and nothing as markup that is text', async () => {
  const text = await (await ask('/')).text();
  expect(text).toContain('<tr><td>a-service<td class="ok" data-service="a-service">ok');
  expect(text).toContain('Shows &lt;b&gt;');
  expect(text).toContain('p&amp;p');
  expect(text).not.toMatch(/(src|href)="https?:\/\/(?!127\.0\.0\.1)/);
});

test('its script is a program, and may run where only files of its own may', async () => {
  const answer = await ask('/page.js');
  expect(answer.headers.get('content-type')).toContain('text/javascript');
  const text = await answer.text();
  expect(() => new Script(text)).not.toThrow();
  expect((await ask('/')).headers.get('content-security-policy')).toContain("script-src 'self';");
});

test('all APIs are in one page, each tried out through the gateway', async () => {
  expect(await (await ask('/docs')).text()).toContain('/docs/start.js');
  expect(await (await ask('/docs/start.js')).text()).toContain('{"name":"a-service","url":"/docs/a-service.json"}');
  expect(await (await ask('/docs/a-service.json')).json()).toEqual({ ...api, servers: [{ url: '/' }] });
  expect((await ask('/docs/swagger-ui.css')).status).toBe(200);
  expect((await ask('/docs/other-service.json')).status).toBe(404);
});

test('events are a page, a list, and a stream that goes on where it stopped', async () => {
  await publish('first');
  expect(await (await ask('/events')).text()).toContain('<ol id="events"');
  const list = (await (await ask('/events', { accept: 'application/json' })).json()) as { number: number; key: string }[];
  expect(list.map(({ key }) => key)).toEqual(['first']);
  const stop = new AbortController();
  const stream = await fetch(`http://127.0.0.1:${gateway.port}/events`, {
    headers: { accept: 'text/event-stream', 'last-event-id': String(list[0]?.number) },
    signal: stop.signal,
  });
  await publish('second');
  let said = '';
  for await (const chunk of stream.body ?? []) {
    said += new TextDecoder().decode(chunk);
    if (said.includes('second')) break;
  }
  expect(said).toMatch(/^: here\n\nid: 2\ndata: \{.*"key":"second".*\}\n\n$/);
  stop.abort();
});

test('health and traces are told as data', async () => {
  const trace = { traceId: 'c'.repeat(32), spanId: 's', sampled: true };
  traces.of('a-service').add({ name: 'GET /a', kind: 'server', trace, startedAt: 1, durationMs: 2, attributes: {}, failed: false });
  expect(await (await ask('/health')).json()).toEqual({ 'a-service': 'ok' });
  expect(await (await ask('/traces')).json()).toMatchObject([{ traceId: trace.traceId, name: 'GET /a', spans: 1 }]);
  expect(await (await ask(`/traces/${trace.traceId}`)).json()).toMatchObject([{ service: 'a-service', name: 'GET /a' }]);
  expect((await ask('/traces/x')).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${gateway.port}/docs`, { method: 'POST' })).status).toBe(404);
});
