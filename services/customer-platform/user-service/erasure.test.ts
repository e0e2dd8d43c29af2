import { v7 } from 'uuid';
import { type Double, eventually, ManualClock, type TestedService, testService } from '#kit/testing';
import { accounts } from '#platform/topics/auth';
import { completions } from '#platform/topics/privacy';
import { erasures, profiles } from '#platform/topics/user';
import { holders } from './holders';
import { UserModule } from './module';
import definition from './service';

const day = 86_400_000;
const clock = new ManualClock();
const inDays = (days: number) => new Date(clock.now().getTime() + days * day).toISOString();
const home = { name: 'Marked Person', line1: 'Marked Way 1', city: 'Markedtown', postalCode: '53111', country: 'DE' };
let service: TestedService;

/** Answers with one order for each of these, which are written `userId=…&status=open`. */
const openOrders = new Set<string>();
const listed = (what: string) => ({ body: { data: [...openOrders].filter((open) => what.includes(open)) } });
const orders: Double = new Proxy({}, { get: (_, what) => listed(String(what)) });

beforeAll(async () => {
  service = await testService({ name: 'user-service', definition, module: UserModule, callees: { 'order-service': orders }, clock });
});

afterAll(() => service?.stop());

const person = (email = `marked-${v7().slice(-12)}@example.com`) => {
  const userId = v7();
  const send = async (method: string, path: string, wish: object = {}, about: object = {}) =>
    service.request(method, path, { token: await service.token({ subject: userId, scopes: ['profile:own'], ...about }), ...wish });
  return {
    ...{ userId, email, send },
    registered: () => service.deliver(accounts.registered, { userId, email, locale: 'de', origin: 'signup', registeredAt: inDays(0) }),
    addAddress: () => send('POST', '/users/me/addresses', { body: home, key: v7() }),
    request: (key = v7(), about = {}) => send('POST', '/users/me/erasure', { key }, about),
    cancel: (id: string, about = {}) => send('DELETE', `/users/me/erasure/${id}`, {}, about),
  };
};

const show = async (id: string, scope = 'users:read') =>
  service.request('GET', `/users/erasures/${id}`, { token: await service.token({ subject: v7(), scopes: [scope] }) });
const stateOf = async (id: string) => (await show(id)).body.state;
const asked = async (userId: string) =>
  (await service.published(erasures.requested)).filter(({ key }) => key === userId).map(({ data }) => data);

describe('asking to be forgotten', () => {
  test('is noted once for each key and once for each person, and forgets nothing yet', async () => {
    const { userId, email, registered, request, send } = person();
    await registered();
    const key = v7();
    const [first, again, other] = [await request(key), await request(key), await request()];
    expect(first.status).toBe(202);
    expect(first.body).toEqual({ requestId: expect.any(String), state: 'grace', startsAt: inDays(7), dueAt: inDays(10) });
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([202, first.body, 'true']);
    expect([other.status, other.body.code]).toEqual([409, 'erasure-running']);
    expect((await show(first.body.requestId)).body).toEqual({ ...first.body, userId, steps: [] });
    expect((await send('GET', '/users/me')).body).toMatchObject({ email, status: 'active' });
    expect(await asked(userId)).toEqual([]);
  });

  test('needs a fresh proof of identity, a key and the right scope', async () => {
    const { request, cancel, send } = person();
    const answers = [
      await request(v7(), { authenticatedSecondsAgo: 601 }),
      await cancel(v7(), { authenticatedSecondsAgo: 601 }),
      await send('POST', '/users/me/erasure'),
      await request(v7(), { scopes: ['orders:own'] }),
      await show(v7(), 'profile:own'),
      await show(v7()),
      await service.request('POST', '/users/me/erasure', { key: v7() }),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual([
      ...['reauthentication-required', 'reauthentication-required', 'idempotency-key-required'],
      ...['forbidden', 'forbidden', 'not-found', 'unauthenticated'],
    ]);
  });

  test('waits for orders that are on their way', async () => {
    const { userId, request } = person();
    openOrders.add(`userId=${userId}&status=open`);
    const refused = await request();
    expect([refused.status, refused.body.code]).toEqual([409, 'open-orders']);
    openOrders.clear();
    expect((await request()).status).toBe(202);
  });

  test('is not taken while nobody can say whether there are orders', async () => {
    const { userId, request } = person();
    service.callees['order-service']?.answer(new Proxy({}, { get: () => ({ status: 500, body: {} }) }));
    const { status, body } = await request();
    service.callees['order-service']?.answer(orders);
    expect([status, body.code]).toEqual([503, 'order-unavailable']);
    expect(await service.sql('SELECT 1 FROM erasures WHERE user_id = $1', [userId])).toEqual([]);
  });

  test('can be taken back twice, by the same person only, and asked for again', async () => {
    const [{ request, cancel }, other] = [person(), person()];
    const { requestId } = (await request()).body;
    expect([(await other.cancel(requestId)).status, await stateOf(requestId)]).toEqual([404, 'grace']);
    expect([(await cancel(requestId)).status, (await cancel(requestId)).status, await stateOf(requestId)]).toEqual([204, 204, 'cancelled']);
    expect((await request()).status).toBe(202);
  });

  test('is not said to be taken back when it begins at that moment', async () => {
    const { request, cancel } = person();
    const { requestId } = (await request()).body;
    await service.sql('BEGIN');
    await service.sql("UPDATE erasures SET state = 'running' WHERE id = $1", [requestId]);
    const cancelled = cancel(requestId);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await service.sql('COMMIT');
    const { status, body } = await cancelled;
    expect([status, body.code]).toEqual([409, 'erasure-running']);
  });
});

describe('after the time to think', () => {
  const [known, unknown, undecided, later] = [person(), person(), person(), person()];
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    await known.registered();
    const body = { displayName: 'Marked Person', phone: '+4912345678', country: 'DE', marketingConsent: true };
    await known.send('PATCH', '/users/me', { ifMatch: '"1"', body });
    await known.addAddress();
    for (const { userId, request } of [known, unknown, undecided]) ids[userId] = (await request()).body.requestId;
    await undecided.cancel(ids[undecided.userId] ?? '');
    clock.advance(1);
    ids[later.userId] = (await later.request()).body.requestId;
    clock.advance(7 * day - 1);
    await eventually('the erasure to begin', async () => (await asked(known.userId)).length > 0);
  });

  const idOf = ({ userId }: { userId: string }) => ids[userId] ?? '';

  test('every holder is asked once, for those alone whose time has come', async () => {
    const { userId } = known;
    expect(await asked(userId)).toEqual([{ requestId: idOf(known), userId, requestedAt: inDays(0), dueAt: inDays(3) }]);
    expect([(await asked(unknown.userId)).length, await asked(undecided.userId), await asked(later.userId)]).toEqual([1, [], []]);
    const states = await Promise.all([known, unknown, undecided, later].map((each) => stateOf(idOf(each))));
    expect(states).toEqual(['running', 'running', 'cancelled', 'grace']);
  });

  test('user I3: nothing here holds a value of the person', async () => {
    const { userId, email, send } = known;
    for (const table of ['profiles', 'addresses', 'erasures', 'erasure_steps', 'idempotency_keys', 'inbox', 'dead_letters']) {
      const traces = await service.sql(`SELECT 1 FROM ${table} t WHERE t::text ~ '${email}|Marked|4912345678'`);
      expect([table, traces]).toEqual([table, []]);
    }
    const empty = { email: null, displayName: null, country: null, phone: null, marketingConsent: false };
    expect((await send('GET', '/users/me')).body).toMatchObject({ ...empty, id: userId, status: 'erased', version: 3 });
    const token = await service.token({ subject: 'svc:order-service', scopes: ['users:check'] });
    const { body } = await service.request('GET', `/users/${userId}/status`, { token });
    expect(body).toMatchObject({ status: 'erased', country: null, emailVerified: false, addressIds: [] });
  });

  test('user I3: late events and a token that is still valid bring nobody back', async () => {
    for (const { userId, email, registered, send, addAddress } of [known, unknown]) {
      await registered();
      await service.deliver(accounts.emailChanged, { userId, email, changedAt: inDays(0) }, { version: 2 });
      const { version } = (await send('GET', '/users/me')).body;
      const changed = await send('PATCH', '/users/me', { ifMatch: `"${version}"`, body: { displayName: 'Marked Person' } });
      expect([changed.status, (await addAddress()).status]).toEqual([404, 404]);
      expect((await send('GET', '/users/me')).body).toMatchObject({ email: null, displayName: null, status: 'erased', version });
    }
    const told = (await service.published()).filter(({ type }) => type === profiles.created.type || type === profiles.updated.type);
    expect([known, unknown].map(({ userId }) => told.filter(({ key }) => key === userId).length)).toEqual([2, 0]);
    // The address is free for somebody else, even for the same person with a new account.
    const heir = person(known.email);
    await heir.registered();
    expect((await heir.send('GET', '/users/me')).body.email).toBe(known.email);
  });

  test('user I2: it is complete when all holders have answered, also after it was due', async () => {
    const { userId, cancel, request } = known;
    const requestId = idOf(known);
    const said = { requestId, userId, anonymised: 2, completedAt: inDays(0) };
    const answer = (holder: string, deleted = 1, id = v7()) =>
      service.deliver(completions.completed, { ...said, service: holder, deleted }, { id });
    const open = { completedAt: null, deleted: 0, anonymised: 0 };
    const done = { completedAt: inDays(0), deleted: 1, anonymised: 2 };
    const own = { completedAt: expect.any(String), deleted: 1, anonymised: 1 };
    const steps = (states: Readonly<Record<string, object>>) => [
      ...holders.map((service) => ({ service, ...(states[service] ?? open) })),
      { service: 'user-service', ...own },
    ];
    const settled = async () => (await show(requestId)).body.steps.at(-1).completedAt !== null;
    await eventually('the own part to be done', settled);
    expect((await show(requestId)).body).toMatchObject({ state: 'running', steps: steps({}) });
    const id = v7();
    for (const eventId of [id, id]) await answer('auth-service', 1, eventId);
    await answer('auth-service', 0);
    await answer('some-service');
    await answer('order-service');
    expect((await show(requestId)).body).toMatchObject({ state: 'running', steps: steps({ 'auth-service': done, 'order-service': done }) });
    expect([(await cancel(requestId)).body.code, (await request()).body.code]).toEqual(['erasure-running', 'erasure-running']);
    clock.advance(3 * day + 1);
    expect(await stateOf(requestId)).toBe('overdue');
    const late = holders.filter((holder) => holder !== 'auth-service' && holder !== 'order-service');
    // The last two answer at the same moment.
    for (const holder of late.slice(2)) await answer(holder);
    await Promise.all(late.slice(0, 2).map((holder) => answer(holder)));
    await answer('notification-service', 0);
    const all = Object.fromEntries(holders.map((holder) => [holder, done]));
    expect((await show(requestId)).body).toMatchObject({ state: 'completed', steps: steps(all) });
    await service.deliver(completions.completed, { ...done, requestId: v7(), userId: v7(), service: 'auth-service' });
    expect(await service.sql('SELECT type, error FROM dead_letters')).toEqual([]);
  });
});
