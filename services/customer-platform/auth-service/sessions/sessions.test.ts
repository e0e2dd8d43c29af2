import { v7 } from 'uuid';
import { Metrics } from '#kit';
import { password, startAuth, type TestedAuth } from '../testing';
import { ActiveSessions } from './active';
import { Expiry } from './expiry';

let auth: TestedAuth;

beforeAll(async () => {
  auth = await startAuth();
});

afterAll(() => auth?.stop());

const list = (token: string, query = '') => auth.service.request('GET', `/auth/sessions${query}`, { token });
const end = (token: string, id: string) => auth.service.request('DELETE', `/auth/sessions/${id}`, { token });
const logInWith = async (email: string, agent: string) =>
  (await auth.service.request('POST', '/auth/login', { body: { email, password }, headers: { 'user-agent': agent } })).body;

describe('sessions', () => {
  test('are listed for their owner, the newest first', async () => {
    const { email, accessToken, sessionId } = await auth.person();
    const other = await logInWith(email, 'Mozilla/5.0 (X11) Gecko/20100101 Firefox/130.0');
    const { body } = await list(accessToken);
    expect(body.data.map(({ id, agentFamily, current }: Record<string, unknown>) => [id, agentFamily, current])).toEqual([
      [other.sessionId, 'Firefox', false],
      [sessionId, 'other', true],
    ]);
  });

  test('pages neither skip nor repeat', async () => {
    const { email, accessToken } = await auth.person();
    for (let n = 0; n < 4; n++) await auth.logIn(email);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await list(accessToken, `?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.page.nextCursor ?? '';
    } while (cursor);
    expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
    const { body } = await list(accessToken, '?limit=2');
    const [, , filters] = JSON.parse(Buffer.from(body.page.nextCursor, 'base64url').toString());
    const altered = Buffer.from(JSON.stringify(['x', 'x', filters])).toString('base64url');
    expect((await list(accessToken, `?limit=2&cursor=${altered}`)).body.code).toBe('invalid-cursor');
  });

  test('end by their owner, twice without a difference; a stranger’s is not found', async () => {
    const [mine, theirs] = [await auth.person(), await auth.person()];
    const { body: other } = await auth.logIn(mine.email);
    expect([(await end(mine.accessToken, other.sessionId)).status, (await end(mine.accessToken, other.sessionId)).status]).toEqual([
      204, 204,
    ]);
    expect((await auth.refresh(other.refreshToken)).status).toBe(401);
    const foreign = [await end(mine.accessToken, theirs.sessionId), await end(mine.accessToken, v7()), await end(mine.accessToken, 'x')];
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await auth.refresh(theirs.refreshToken)).status).toBe(200);
  });

  test('end by logging out: this one, or all', async () => {
    const { email, accessToken, refreshToken } = await auth.person();
    const [{ body: second }, { body: third }] = [await auth.logIn(email), await auth.logIn(email)];
    const logOut = (query = '') => auth.service.request('POST', `/auth/logout${query}`, { token: accessToken });
    expect([(await logOut()).status, (await logOut()).status]).toEqual([204, 204]);
    expect([(await auth.refresh(refreshToken)).status, (await auth.refresh(second.refreshToken)).status]).toEqual([401, 200]);
    expect((await logOut('?all=true')).status).toBe(204);
    expect((await auth.refresh(third.refreshToken)).status).toBe(401);
    expect((await auth.service.request('POST', '/auth/logout')).status).toBe(401);
  });

  test('are counted', async () => {
    const metrics = new Metrics();
    const database = { query: async (_: unknown, _name: string, sql: string, values: unknown[]) => auth.service.sql(sql, values) };
    const active = new ActiveSessions(database as never, auth.clock, metrics);
    const counted = async (): Promise<number> => {
      await active.count({} as never);
      return Number(/auth_sessions_active (\d+)/.exec(await metrics.text())?.[1]);
    };
    const before = await counted();
    const { accessToken } = await auth.person();
    expect(await counted()).toBe(before + 1);
    await auth.service.request('POST', '/auth/logout', { token: accessToken });
    expect(await counted()).toBe(before);
  });

  test('are removed a week after their end, their retries sooner', async () => {
    const { sessionId, refreshToken } = await auth.person();
    await auth.refresh(refreshToken);
    const database = { query: async (_: unknown, _name: string, sql: string, values: unknown[]) => auth.service.sql(sql, values) };
    const sweep = () => new Expiry(database as never, auth.clock).sweep({} as never);
    const left = () => auth.service.sql('SELECT sealed_pair IS NULL AS unsealed FROM sessions WHERE id = $1', [sessionId]);
    await sweep();
    expect(await left()).toEqual([{ unsealed: false }]);
    auth.clock.advance(61_000);
    await sweep();
    expect(await left()).toEqual([{ unsealed: true }]);
    auth.clock.advance(37 * 24 * 3_600_000);
    await sweep();
    expect(await left()).toEqual([]);
  });
});
