import { v7 } from 'uuid';
import { GiftModule, giftDefinition } from '../testing/gift-service';
import { openApiMistakes } from '../testing/openapi';
import { type TestedService, testService } from '../testing/test-service';

let service: TestedService;

beforeAll(async () => {
  service = await testService({ name: 'gift-service', definition: { ...giftDefinition, cache: 'valkey' }, module: GiftModule });
});

afterAll(() => service?.stop());

test.each([
  ['/health', { status: 'ok', checks: { db: 'ok', bus: 'ok', cache: 'ok' } }],
  ['/health/startup', { status: 'ok' }],
  ['/health/ready', { status: 'ok' }],
  ['/health/live', { status: 'ok' }],
  ['/gifts/health', { status: 'ok' }],
])('%s says that all is well, and is not kept', async (path, said) => {
  const { status, body, headers } = await service.request('GET', path);
  expect([status, body, headers.get('cache-control')]).toEqual([200, said, 'no-store']);
});

test('/info says what runs, and nothing secret', async () => {
  const { status, body } = await service.request('GET', '/info');
  expect([status, body]).toEqual([
    200,
    {
      ...{ name: 'gift-service', version: '0.0.0', gitSha: 'unknown', buildTime: 'unknown', node: process.version },
      ...{ team: 'platform', tier: 'batch', env: 'test', startedAt: expect.any(String), uptimeSeconds: expect.any(Number) },
      eventsConsumed: ['wish.wish.made.v1', 'gift.card.written.v1'],
      eventsProduced: ['gift.gift.wrapped.v1', 'gift.card.written.v1'],
    },
  ]);
});

test('/metrics counts by template, never by path', async () => {
  const id = v7();
  await service.request('GET', `/gifts/${id}`);
  await service.request('GET', `/nothing/${id}`);
  await service.request('GET', `/gifts/%zz${id}`);
  const { body, headers } = await service.request('GET', '/metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
  const lines = body.split('\n');
  expect(lines).toContain('http_requests_total{method="GET",route="/gifts/{id}",status="404"} 1');
  expect(lines).toContain('http_request_duration_seconds_count{method="GET",route="/gifts/{id}"} 1');
  expect(body.match(/.*nothing.*|.*%zz.*/g)).toBeNull();
  expect(body.includes(id)).toBe(false);
  // A service that is not ready yet is no mistake.
  expect(body).not.toContain('errors_total{');
  const names = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  for (const name of [
    ...['http_requests_in_progress', 'errors_total', 'db_connections_used', 'db_query_duration_seconds', 'db_slow_queries_total'],
    ...['outbox_unpublished', 'outbox_oldest_age_seconds', 'inbox_duplicates_total', 'consumer_lag', 'dead_letters_open', 'app_info'],
    ...['http_client_requests_total', 'circuit_state', 'jobs', 'cache_requests_total', 'rate_limited_total'],
    ...['event_loop_lag_seconds', 'process_resident_memory_bytes'],
  ])
    expect(names).toContain(name);
});

test('/docs shows the interface without anything from elsewhere', async () => {
  const { body, headers } = await service.request('GET', '/docs');
  expect([headers.get('content-type'), headers.get('content-security-policy')]).toEqual([
    'text/html; charset=utf-8',
    expect.stringContaining("default-src 'none'"),
  ]);
  expect(body).not.toMatch(/https?:/);
  const files = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => `/${file}`);
  expect(files).toHaveLength(3);
  for (const file of files) expect((await service.request('GET', file)).status).toBe(200);
});

test('/docs/openapi.json is valid OpenAPI, made from the contracts', async () => {
  const { body } = await service.request('GET', '/docs/openapi.json');
  expect(openApiMistakes({ gifts: body, broken: { ...body, paths: 7 } })).toEqual([expect.stringMatching(/^broken: /)]);
  expect(body.servers).toEqual([{ url: service.url }]);
  const own = Object.keys(body.paths).filter((path) => !path.startsWith('/internal/'));
  expect(own).toEqual(['/gifts', '/gifts/broken', '/gifts/{id}', '/gifts/{id}/open']);
  const { parameters, requestBody, responses, security } = body.paths['/gifts'].post;
  expect(parameters.map(({ name, required }: { name: string; required: boolean }) => [name, required])).toEqual([
    ['Idempotency-Key', true],
  ]);
  expect(requestBody.content['application/json'].schema.additionalProperties).toBe(false);
  expect(security).toEqual([{ bearer: [] }]);
  expect(Object.keys(responses)).toEqual(['201', '400', '401', '403', '409', '413', '415', '422', '429', '500', 'default']);
  expect(responses[409].description).toBe('`request-in-progress`, `title-taken`');
});
