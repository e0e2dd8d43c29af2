import { v7 } from 'uuid';
import { readSettings } from '../config';
import { GiftModule, giftDefinition } from '../testing/gift-service';
import { type TestedService, testService } from '../testing/test-service';

const shop = 'https://shop.example.com';
let service: TestedService;
let closed: TestedService;

beforeAll(async () => {
  const options = { name: 'gift-service', definition: giftDefinition, module: GiftModule };
  [service, closed] = await Promise.all([
    testService({ ...options, settings: { CORS_ORIGINS: `${shop}, http://localhost:3000` } }),
    testService(options),
  ]);
});

afterAll(() => Promise.all([service?.stop(), closed?.stop()]));

const wish = (origin: string) => ({
  headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization, idempotency-key' },
});

test.each([shop, 'http://localhost:3000'])('a page of %s may ask, also where one must say who he is', async (origin) => {
  const { status, headers } = await service.request('OPTIONS', '/gifts', wish(origin));
  expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-headers')]).toEqual([
    204,
    origin,
    'authorization, idempotency-key',
  ]);
  expect(headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE');
  expect([headers.get('access-control-allow-credentials'), headers.get('vary')?.toLowerCase()]).toEqual([
    null,
    expect.stringContaining('origin'),
  ]);
  expect([headers.get('x-content-type-options'), headers.get('x-request-id')]).toEqual(['nosniff', expect.any(String)]);
});

test('it may read the answer, its headers and its problems', async () => {
  for (const path of ['/gifts', `/gifts/${v7()}`, '/nothing']) {
    const { headers } = await service.request('GET', path, { headers: { origin: shop } });
    expect([headers.get('access-control-allow-origin'), headers.get('access-control-expose-headers')]).toEqual([
      shop,
      'ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed',
    ]);
    expect(headers.get('vary')).toMatch(/origin/i);
  }
});

test.each(['https://evil.example.com', `${shop}.evil.com`, 'http://shop.example.com', `${shop}:444`, 'null', ''])(
  'a page of %p may not',
  async (origin) => {
    const preflight = await service.request('OPTIONS', '/gifts', wish(origin));
    const read = await service.request('GET', '/gifts', { headers: { origin } });
    expect([preflight.status, preflight.body.code, read.status]).toEqual([405, 'method-not-allowed', 200]);
    for (const { headers } of [preflight, read])
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  },
);

test('where no origin is named nobody may', async () => {
  const preflight = await closed.request('OPTIONS', '/gifts', wish(shop));
  const read = await closed.request('GET', '/gifts', { headers: { origin: shop } });
  expect([preflight.status, preflight.body.code, read.status]).toEqual([405, 'method-not-allowed', 200]);
  for (const { headers } of [preflight, read])
    expect([...headers.keys()].filter((name) => name.startsWith('access-control') || name === 'vary')).toEqual([]);
});

test.each(['*', 'shop.example.com', `${shop}/`, `${shop}/path`, 'ftp://shop.example.com', `${shop} http://localhost`])(
  '%p is no list of origins, and the service does not start with it',
  (CORS_ORIGINS) => {
    const variables = { SERVICE_NAME: 'gift-service', PORT: '0', PUBLIC_URL: `${shop}/gifts`, CORS_ORIGINS };
    expect(() => readSettings(variables, [])).toThrow(/settings: wrong-setting: CORS_ORIGINS is .*each must be an origin like/);
    expect(readSettings({ ...variables, CORS_ORIGINS: '' }, []).kit.CORS_ORIGINS).toEqual([]);
  },
);
