import { answer, breakConnection, type Change, context, good, silence, startRig } from './testing';

let rig: Awaited<ReturnType<typeof startRig>>;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.stop());

describe('time', () => {
  test('the deadline of the caller is kept, and does not count against the callee', async () => {
    rig.will(silence);
    const start = performance.now();
    const errors = await Promise.all(Array.from({ length: 25 }, () => rig.failure({}, context(200))));
    for (const error of errors) expect(error).toMatchObject({ cause: 'timeout' });
    expect(performance.now() - start).toBeLessThan(1900);
    expect(await rig.circuit()).toBe('0');
  });

  test('the time of the request is kept, counts against the callee, and is not tried again', async () => {
    rig.will(silence);
    expect(await rig.failure({ timeoutMs: 100 })).toMatchObject({
      name: 'CalleeUnavailable',
      callee: 'user-service',
      cause: 'timeout',
      retryAfterSeconds: 1,
    });
    expect(rig.seen()).toHaveLength(1);
    await rig.failures(19, { timeoutMs: 100 });
    expect(await rig.circuit()).toBe('2');
    expect(rig.spans.list()[0]).toMatchObject({ failed: true, attributes: { outcome: 'timeout' } });
  });

  test('an answer that begins in time and does not end is late too', async () => {
    rig.will((_, response) => void response.writeHead(200).write('{"name":'));
    expect(await rig.failure({ timeoutMs: 100 })).toMatchObject({ cause: 'timeout' });
  });

  test('no timer outlives its call', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await rig.call();
    const before = timers();
    for (let i = 0; i < 10; i++) await rig.call({ timeoutMs: 5000 });
    expect(timers()).toBeLessThan(before + 5);
  });

  test('nothing is sent when no time is left', async () => {
    expect(await rig.failure({}, context(0))).toMatchObject({ cause: 'deadline' });
    expect(rig.seen()).toHaveLength(0);
    expect(await rig.outcomes()).toEqual({ deadline: 1 });
  });

  test('no retry starts after the deadline', async () => {
    rig.will(answer(503));
    jest.spyOn(Math, 'random').mockReturnValueOnce(0.999);
    expect(await rig.failure({}, context(380))).toMatchObject({ cause: 'failed' });
    expect(rig.seen()).toHaveLength(1);
  });
});

describe('retries', () => {
  test.each([502, 503, 504])('%i is tried again', async (status) => {
    rig.will(answer(status), good);
    const start = performance.now();
    expect(await rig.call()).toEqual({ name: 'Ada' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(49);
    expect(await rig.outcomes()).toEqual({ failed: 1, ok: 1 });
    expect(rig.spans.list().map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 1]);
  });

  test('a broken connection is tried again, twice by default', async () => {
    rig.will(breakConnection, breakConnection, good);
    expect(await rig.call({ timeoutMs: 3000 })).toEqual({ name: 'Ada' });
    rig.will(breakConnection);
    expect(await rig.failure({ timeoutMs: 3000, retries: 1 })).toMatchObject({ cause: 'unreachable' });
    expect(rig.seen()).toHaveLength(2);
  });

  test('nobody at the address', async () => {
    await rig.stop();
    const error = await rig.failure();
    expect(error).toMatchObject({ cause: 'unreachable' });
    expect(String(error)).toContain('ECONNREFUSED');
    expect((await rig.outcomes()).unreachable).toBeGreaterThan(1);
  });

  test.each<[string, Change, number]>([
    ['POST', { method: 'POST' }, 1],
    ['PATCH', { method: 'PATCH' }, 1],
    ['POST with a key', { method: 'POST', idempotencyKey: 'k' }, 2],
    ['safe POST', { method: 'POST', safe: true }, 2],
    ['PUT', { method: 'PUT' }, 2],
    ['DELETE', { method: 'DELETE' }, 2],
    ['GET that wants none', { retries: 0 }, 1],
  ])('%s', async (_, change, requests) => {
    rig.will(answer(503));
    await rig.failure({ retries: 1, ...change });
    expect(rig.seen()).toHaveLength(requests);
  });

  test.each([500, 501, 302])('%i is not', async (status) => {
    rig.will(answer(status, undefined, { location: '/elsewhere' }));
    expect(await rig.failure()).toMatchObject({ name: 'CalleeUnavailable', cause: 'failed' });
    expect(rig.seen()).toHaveLength(1);
  });

  test.each([
    [429, 'rate-limited'],
    [409, 'request-in-progress'],
  ])('%i %s is tried again only when it says when, and that is in time', async (status, code) => {
    const busy = (headers?: Record<string, string>) => answer(status, { code, detail: 'slow down' }, headers);
    rig.will(busy(), good);
    expect(await rig.failure()).toMatchObject({ name: 'CalleeUnavailable', cause: 'failed', retryAfterSeconds: 1 });
    rig.will(busy({ 'retry-after': '2' }), good);
    expect(await rig.failure()).toMatchObject({ retryAfterSeconds: 2 });
    rig.will(busy({ 'retry-after': new Date(rig.clock.now().getTime() + 60_000).toUTCString() }), good);
    expect(await rig.failure()).toMatchObject({ name: 'CalleeUnavailable' });
    rig.will(busy({ 'retry-after': '0' }), good);
    expect(await rig.call()).toEqual({ name: 'Ada' });
    rig.will(busy({ 'retry-after': '1' }), good);
    const start = performance.now();
    expect(await rig.call({ timeoutMs: 3000 })).toEqual({ name: 'Ada' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  test('a 503 that asks for more time than there is gets it, and the caller hears of it', async () => {
    rig.will(answer(503, undefined, { 'retry-after': '7' }));
    expect(await rig.failure()).toMatchObject({ cause: 'failed', retryAfterSeconds: 7 });
    expect(rig.seen()).toHaveLength(1);
  });

  test('end with the budget', async () => {
    rig.will(answer(503));
    await rig.failures(9, { retries: 1 });
    expect(rig.seen()).toHaveLength(9 + 3);
  });
});
