import { Controller } from '@nestjs/common';
import { v7 } from 'uuid';
import * as z from 'zod';
import { defineService } from '#model';
import { ManualClock } from '../clock';
import { ServiceModule } from '../service-module';
import { type TestedService, testService } from '../testing/test-service';
import { type RequestOf, Route, route } from './route';

const definition = defineService({
  purpose: 'Opens doors, for tests.',
  owner: 'platform',
  tier: 'batch',
  http: { port: 8998, path: '/doors', exposure: 'public' },
});

const look = route({ method: 'GET', path: '/doors', summary: 'Looks', access: 'public' });
const knock = route({
  method: 'POST',
  path: '/doors/knock',
  summary: 'Knocks',
  access: ['doors:knock'],
  body: z.object({ times: z.int() }),
  limits: [{ group: 'knocking', most: 30, windowSeconds: 60, by: 'caller' }],
});
const open = route({
  method: 'POST',
  path: '/doors/open',
  summary: 'Opens with a password',
  access: 'public',
  body: z.object({ email: z.string(), password: z.string().optional() }),
  limits: [
    { group: 'opening', most: 20, windowSeconds: 60, by: { field: 'email', andAddress: true }, strict: true },
    { group: 'opening', most: 50, windowSeconds: 60, by: 'address', strict: true },
  ],
});
const alias = route({ ...open, path: '/open' });
const ring = route({
  method: 'POST',
  path: '/doors/ring',
  summary: 'Rings with a key in a header',
  access: 'public',
  limits: [{ group: 'ringing', most: 20, windowSeconds: 60, by: { header: 'x-key' } }],
});
const inside = route({ method: 'GET', path: '/internal/doors', summary: 'Is inside', access: 'public' });

@Controller()
class Doors {
  @Route(look)
  look(_: RequestOf<typeof look>): void {}

  @Route(knock)
  knock(_: RequestOf<typeof knock>): void {}

  @Route(open)
  open(_: RequestOf<typeof open>): void {}

  @Route(alias)
  alias(_: RequestOf<typeof alias>): void {}

  @Route(ring)
  ring(_: RequestOf<typeof ring>): void {}

  @Route(inside)
  inside(_: RequestOf<typeof inside>): void {}
}

@ServiceModule({ controllers: [Doors] })
class DoorModule {}

const clock = new ManualClock();
let service: TestedService;

beforeAll(async () => {
  service = await testService({
    name: 'door-service',
    definition,
    module: DoorModule,
    clock,
    settings: { RATE_LIMIT_FACTOR: '0.1', TRUSTED_PROXY_HOPS: '1' },
  });
});

afterAll(() => service?.stop());

let host = 0;
/** A visitor whom nobody has seen. */
const visitor = (): { 'x-forwarded-for': string } => ({ 'x-forwarded-for': `192.0.2.${++host}` });

const statuses = async (times: number, ask: () => Promise<{ status: number }>): Promise<number[]> => {
  const found: number[] = [];
  for (let time = 0; time < times; time++) found.push((await ask()).status);
  return found;
};

/** How many of so many requests were let through; what came after the first refusal must be refused too. */
const passed = async (times: number, ask: () => Promise<{ status: number }>): Promise<number> => {
  const found = await statuses(times, ask);
  const first = found.indexOf(429);
  if (first >= 0) expect(new Set(found.slice(first))).toEqual(new Set([429]));
  return first < 0 ? times : first;
};

// One factor makes all of them a tenth, so that the tests need not ask so often.
describe('the general limits, times the factor,', () => {
  test('are 120 a minute for an address, and others have their own', async () => {
    const headers = visitor();
    expect(await passed(14, () => service.request('GET', '/doors', { headers }))).toBe(12);
    expect((await service.request('GET', '/doors', { headers: visitor() })).status).toBe(204);
  });

  test('are 600 a minute for a person, wherever from', async () => {
    let place = 0;
    const token = await service.token({ subject: v7(), scopes: [] });
    expect(
      await passed(62, () => service.request('GET', '/doors', { token, headers: { 'x-forwarded-for': `198.51.100.${place++}` } })),
    ).toBe(60);
    const other = await service.token({ subject: v7(), scopes: [] });
    expect((await service.request('GET', '/doors', { token: other })).status).toBe(204);
  });

  test('are 200 a second for a service', async () => {
    const token = await service.token({ subject: 'svc:order-service', scopes: [] });
    expect(await passed(22, () => service.request('GET', '/doors', { token }))).toBe(20);
    clock.advance(1000);
    expect(await passed(22, () => service.request('GET', '/doors', { token }))).toBe(20);
  });

  test('are not escaped by an address that the client wrote itself', async () => {
    const { 'x-forwarded-for': own } = visitor();
    let forged = 0;
    expect(await passed(14, () => service.request('GET', '/doors', { headers: { 'x-forwarded-for': `6.6.6.${forged++}, ${own}` } }))).toBe(
      12,
    );
  });

  test('count a network of IPv6 as one', async () => {
    let last = 0;
    expect(
      await passed(14, () => service.request('GET', '/doors', { headers: { 'x-forwarded-for': `2001:db8::${(++last).toString(16)}` } })),
    ).toBe(12);
  });

  test('are not for health, metrics, documentation and what stays in the cluster', async () => {
    const headers = visitor();
    for (const path of ['/health/live', '/doors/health', '/info', '/internal/doors'])
      expect(new Set(await statuses(14, () => service.request('GET', path, { headers })))).not.toContain(429);
    expect((await service.request('GET', '/doors', { headers })).status).toBe(204);
  });
});

describe('who is refused', () => {
  test('is told when to come back, and is let in then', async () => {
    const headers = visitor();
    await statuses(12, () => service.request('GET', '/doors', { headers }));
    const { status, body, headers: said } = await service.request('GET', '/doors', { headers });
    expect([status, body.code, body.detail]).toEqual([429, 'rate-limited', 'these are too many requests; ask again in 5 s']);
    expect(['retry-after', 'ratelimit-policy', 'ratelimit'].map((name) => said.get(name))).toEqual([
      '5',
      '"anonymous";q=12;w=60',
      '"anonymous";r=0;t=60',
    ]);
    clock.advance(5000);
    expect(await passed(2, () => service.request('GET', '/doors', { headers }))).toBe(1);
  });

  test('is counted by the name of the limit', async () => {
    const headers = { ...visitor(), 'x-key': v7() };
    const count = async (): Promise<number> =>
      Number(/^rate_limited_total\{group="ringing"\} (\d+)$/m.exec((await service.request('GET', '/metrics')).body)?.[1] ?? 0);
    const before = await count();
    await statuses(5, () => service.request('POST', '/doors/ring', { headers }));
    expect((await count()) - before).toBe(3);
  });
});

describe("a route's own limit", () => {
  test('shows what is left, and comes after the question who asks, before what he may and what he sends', async () => {
    const ask = async (token: string | undefined, body: unknown) => {
      const answer = await service.request('POST', '/doors/knock', { ...(token && { token }), body });
      return [answer.status, answer.headers.get('ratelimit')];
    };
    const subject = v7();
    const [allowed, stranger] = await Promise.all([
      service.token({ subject, scopes: ['doors:knock'] }),
      service.token({ subject, scopes: [] }),
    ]);
    expect(await ask(undefined, {})).toEqual([401, null]);
    expect(await ask(allowed, { times: 1 })).toEqual([204, '"knocking";r=2;t=20']);
    expect(await ask(allowed, {})).toEqual([400, '"knocking";r=1;t=40']);
    expect(await ask(stranger, {})).toEqual([403, '"knocking";r=0;t=60']);
    for (const token of [allowed, stranger]) expect(await ask(token, {})).toEqual([429, '"knocking";r=0;t=60']);
    expect((await service.request('POST', '/doors/knock', { token: allowed, raw: '{' })).status).toBe(400);
    expect((await service.request('GET', '/doors', { token: allowed })).status).toBe(204);
  });

  test('by a field of the body does not care for case or space, and is told apart by address', async () => {
    const headers = visitor();
    const ask = (email: unknown, from = headers) => service.request('POST', '/doors/open', { body: { email }, headers: from });
    expect(await statuses(2, () => ask('Ada@Example.com'))).toEqual([204, 204]);
    expect((await ask(' aDA@example.COM ')).status).toBe(429);
    expect((await ask('ada@example.com', visitor())).status).toBe(204);
    expect((await ask('bob@example.com')).headers.get('ratelimit')).toBe('"opening";r=1;t=30');
    expect((await ask('bob@example.com')).status).toBe(204);
    expect((await ask('eve@example.com')).headers.get('ratelimit-policy')).toBe('"opening";q=5;w=60');
  });

  test('of two limits each holds, also for an alias and without the field', async () => {
    const headers = visitor();
    let time = 0;
    const ask = () =>
      service.request('POST', time++ % 2 ? '/open' : '/doors/open', {
        body: time === 3 ? { email: 1 } : { email: `${v7()}@x.org` },
        headers,
      });
    expect(await statuses(6, ask)).toEqual([204, 204, 400, 204, 204, 429]);
  });

  test('by a header counts each of its values', async () => {
    const ask = (key: string) => service.request('POST', '/doors/ring', { headers: { ...visitor(), 'x-key': key } });
    expect([await statuses(3, () => ask('a')), await statuses(3, () => ask('b'))]).toEqual([
      [204, 204, 429],
      [204, 204, 429],
    ]);
  });
});
