import { v7 } from 'uuid';
import { Metrics } from '#kit';
import { type Double, eventually, ManualClock, type TestedService, testService } from '#kit/testing';
import { accounts } from '#platform/topics/auth';
import { completions } from '#platform/topics/privacy';
import { Census } from './census';
import { Exports } from './exports';
import { holders } from './holders';
import { UserModule } from './module';
import definition from './service';

const minute = 60_000;
const day = 24 * 60 * minute;
const clock = new ManualClock();
const inDays = (days: number) => new Date(clock.now().getTime() + days * day).toISOString();

/** Answers any question about a person with one row that names the holder; asked for orders there are none. */
const holding = (holder: string): Double =>
  new Proxy({}, { get: (_, what) => ({ body: String(what).includes('/internal/') ? { rows: [{ of: holder }] } : { data: [] } }) });
const away: Double = new Proxy({}, { get: () => ({ status: 500, body: {} }) });

let service: TestedService;

beforeAll(async () => {
  const callees = Object.fromEntries(holders.map((holder) => [holder, holding(holder)]));
  service = await testService({ name: 'user-service', definition, module: UserModule, callees, clock });
});

afterAll(() => service?.stop());

const person = async () => {
  const userId = v7();
  const email = `Marked-${userId.slice(-12)}@example.com`;
  await service.deliver(accounts.registered, { userId, email, locale: 'de', origin: 'signup', registeredAt: inDays(0) }, { version: 1 });
  const send = async (method: string, path: string, wish: object = {}, about: object = {}) =>
    service.request(method, path, { token: await service.token({ subject: userId, scopes: ['profile:own'], ...about }), ...wish });
  const show = (jobId: string, about = {}) => send('GET', `/users/me/export/${jobId}`, {}, about);
  return {
    ...{ userId, email, send, show },
    request: (key = v7(), about = {}) => send('POST', '/users/me/export', { key }, about),
    until: async (jobId: string, state: string) => {
      await eventually(`the export to be ${state}`, async () => (await show(jobId)).body.state === state);
      return (await show(jobId)).body;
    },
  };
};

const file = (userId: string, jobId: string) => service.objects.get('exports', `${userId}/${jobId}.json`);

describe('an export', () => {
  test('is one file with what every holder has, behind a link that needs no token', async () => {
    const { userId, email, request, until, send } = await person();
    const body = { name: 'Ada', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' };
    await send('POST', '/users/me/addresses', { body, key: v7() });
    const { status, body: job, headers } = await request();
    expect([status, job, headers.get('location')]).toEqual([
      ...[202, { jobId: expect.any(String), state: 'queued' }, `/users/me/export/${job.jobId}`],
    ]);
    const { downloadUrl, ...done } = await until(job.jobId, 'done');
    expect(done).toEqual({ jobId: job.jobId, state: 'done', expiresAt: inDays(1) });
    const bytes = await file(userId, job.jobId);
    const { services, ...about } = JSON.parse(String(bytes));
    expect(about).toEqual({ userId, exportedAt: inDays(0) });
    expect(Object.keys(services).sort()).toEqual([...holders, 'user-service'].sort());
    for (const holder of holders) expect(services[holder]).toEqual({ rows: [{ of: holder }] });
    expect(services['user-service']).toMatchObject({ profiles: [{ id: userId, email }], addresses: [body], erasures: [], exports: [{}] });
    // The link names the gateway, which leads to the service.
    const link = new URL(downloadUrl);
    const answer = await fetch(`${service.url}${link.pathname}${link.search}`);
    expect([answer.status, await answer.text()]).toEqual([200, String(bytes)]);
  });

  test('is made once for each key, and once a day', async () => {
    const { userId, request, until } = await person();
    const key = v7();
    const [first, again] = [await request(key), await request(key)];
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([202, first.body, 'true']);
    await until(first.body.jobId, 'done');
    clock.advance(minute);
    const second = await request();
    expect([second.status, second.body.code, second.headers.get('retry-after')]).toEqual([429, 'rate-limited', '86340']);
    clock.advance(day - minute);
    const next = await request();
    expect(next.status).toBe(202);
    await until(next.body.jobId, 'done');
    expect(await service.sql('SELECT 1 FROM jobs WHERE payload->>$1 = $2', ['userId', userId])).toHaveLength(2);
  });

  test('of several wishes at once one is granted', async () => {
    const { request } = await person();
    const answers = await Promise.all(Array.from({ length: 4 }, () => request()));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429, 429]);
  });

  test('user I5: is shown to its owner only, with a fresh proof of identity', async () => {
    const [owner, other] = [await person(), await person()];
    const { jobId } = (await owner.request()).body;
    await owner.until(jobId, 'done');
    const answers = [
      await other.show(jobId),
      await owner.show(v7()),
      await owner.show('no-id'),
      await owner.show(jobId, { authenticatedSecondsAgo: 601 }),
      await other.request(v7(), { authenticatedSecondsAgo: 601 }),
      await other.request(v7(), { scopes: ['orders:own'] }),
      await other.send('POST', '/users/me/export'),
      await service.request('POST', '/users/me/export', { key: v7() }),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual([
      ...['not-found', 'not-found', 'not-found', 'reauthentication-required', 'reauthentication-required'],
      ...['forbidden', 'idempotency-key-required', 'unauthenticated'],
    ]);
  });

  test('is deleted after a day', async () => {
    const { userId, request, until, show } = await person();
    const { jobId } = (await request()).body;
    await until(jobId, 'done');
    const database = { query: async (_: unknown, _name: string, sql: string, values: unknown[]) => service.sql(sql, values) };
    const sweep = () => new Exports(database as never, {} as never, service.objects, clock).sweep({} as never);
    clock.advance(day - 1);
    await sweep();
    expect([(await show(jobId)).status, await file(userId, jobId)]).toEqual([200, expect.anything()]);
    clock.advance(1);
    expect((await show(jobId)).status).toBe(404);
    await sweep();
    expect(await file(userId, jobId)).toBeUndefined();
    expect(await service.sql('SELECT 1 FROM exports WHERE id = $1', [jobId])).toEqual([]);
  });
});

describe('while review-service is down', () => {
  /** Lets the pauses between tries pass. */
  const tried = (jobId: string, attempts: number) =>
    eventually(`try ${attempts}`, async () => {
      clock.advance(1000);
      const [job] = await service.sql<{ attempts: number }>('SELECT attempts FROM jobs WHERE id = $1', [jobId]);
      return (job?.attempts ?? 0) >= attempts;
    });
  const asked = () => service.callees['review-service']?.requests.length ?? 0;

  afterEach(() => service.callees['review-service']?.answer(holding('review-service')));

  test('an export is tried three times, then fails and names it; there is no partial file, and another may be asked for', async () => {
    const { userId, request, until } = await person();
    service.callees['review-service']?.answer(away);
    const before = asked();
    const { jobId } = (await request()).body;
    await tried(jobId, 3);
    const failed = await until(jobId, 'failed');
    expect(failed).toEqual({ jobId, state: 'failed', error: 'review-service could not say what is held there; ask again later' });
    expect([asked() - before, await file(userId, jobId)]).toEqual([3, undefined]);
    service.callees['review-service']?.answer(holding('review-service'));
    const again = await request();
    expect(again.status).toBe(202);
    await until(again.body.jobId, 'done');
  });

  test('an export succeeds when it returns in time', async () => {
    const { request, until } = await person();
    service.callees['review-service']?.answer(away);
    const before = asked();
    const { jobId } = (await request()).body;
    await eventually('the first try', async () => asked() > before);
    service.callees['review-service']?.answer(holding('review-service'));
    await tried(jobId, 2);
    expect((await until(jobId, 'done')).downloadUrl).toMatch(/^http/);
  });
});

describe('whoever is forgotten', () => {
  test('user I2, I3: has no file left, before the erasure is complete', async () => {
    const { userId, email, request, until, send, show } = await person();
    const { jobId } = (await request()).body;
    await until(jobId, 'done');
    const { requestId } = (await send('POST', '/users/me/erasure', { key: v7() })).body;
    clock.advance(7 * day);
    const support = await service.token({ subject: v7(), scopes: ['users:read'] });
    const steps = async () => (await service.request('GET', `/users/erasures/${requestId}`, { token: support })).body.steps ?? [];
    await eventually('the own part', async () =>
      (await steps()).some(({ service, completedAt }: Record<string, unknown>) => service === 'user-service' && completedAt),
    );
    expect((await steps()).at(-1)).toMatchObject({ service: 'user-service', anonymised: 1 });
    expect([await file(userId, jobId), (await show(jobId)).status, (await request()).status]).toEqual([undefined, 404, 404]);
    for (const table of ['profiles', 'exports', 'jobs', 'idempotency_keys'])
      expect(await service.sql(`SELECT 1 FROM ${table} t WHERE lower(t::text) LIKE $1`, [`%${email.toLowerCase()}%`])).toEqual([]);
    const said = { requestId, userId, deleted: 0, anonymised: 0, completedAt: inDays(0) };
    for (const holder of holders) await service.deliver(completions.completed, { ...said, service: holder });
    expect((await service.request('GET', `/users/erasures/${requestId}`, { token: support })).body.state).toBe('completed');
  });

  test('has no file that a job still made', async () => {
    const { userId, request } = await person();
    const erase = async () => {
      const token = await service.token({ subject: 'svc:backup', scopes: ['privacy:service'] });
      return (await service.request('DELETE', `/internal/privacy/${userId}`, { token })).body;
    };
    service.callees['auth-service']?.answer(new Proxy({}, { get: () => ({ body: {}, afterMs: 300 }) }));
    const { jobId } = (await request()).body;
    await eventually('the job to ask', async () =>
      (service.callees['auth-service']?.requests ?? []).some(({ what }) => what.includes(userId)),
    );
    expect([await erase(), await erase()]).toEqual([
      { deleted: 0, anonymised: 1 },
      { deleted: 0, anonymised: 0 },
    ]);
    service.callees['auth-service']?.answer(holding('auth-service'));
    await eventually(
      'the job to end',
      async () => (await service.sql("SELECT 1 FROM jobs WHERE id = $1 AND state = 'done'", [jobId])).length === 1,
    );
    expect(await file(userId, jobId)).toBeUndefined();
  });

  test('what is held here is told to services with the scope alone; of somebody unknown there is nothing', async () => {
    const { userId, email } = await person();
    const read = async (id: string, scope: string) =>
      service.request('GET', `/internal/privacy/${id}`, { token: await service.token({ subject: 'svc:other', scopes: [scope] }) });
    expect((await read(userId, 'privacy:service')).body).toMatchObject({ profiles: [{ id: userId, email }], addresses: [] });
    expect((await read(v7(), 'privacy:service')).body).toEqual({ profiles: [], addresses: [], erasures: [], exports: [] });
    expect((await read(userId, 'users:check')).status).toBe(403);
  });
});

test('profiles, erasures and the time of exports are counted', async () => {
  const metrics = new Metrics();
  const database = { query: async (_: unknown, _name: string, sql: string, values: unknown[]) => service.sql(sql, values) };
  await service.sql("INSERT INTO erasures (id, user_id, state, requested_at, starts_at, due_at) VALUES ($1, $2, 'running', $3, $3, $3)", [
    v7(),
    v7(),
    new Date(clock.now().getTime() - 1),
  ]);
  await new Census(database as never, clock, metrics).count({} as never);
  const text = await metrics.text();
  expect(text).toMatch(/user_profiles_total\{status="active"\} [1-9]/);
  expect(text).toMatch(/user_erasures\{state="overdue"\} 1/);
  expect(await (await fetch(`${service.url}/metrics`)).text()).toMatch(/user_export_seconds_count [1-9]/);
});
