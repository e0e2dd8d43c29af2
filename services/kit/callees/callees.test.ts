import { Agent } from 'node:http';
import * as z from 'zod';
import { Metrics } from '../telemetry';
import { Callees } from './callees';
import { CalleeRefused, CalleeUnavailable } from './errors';
import { answer, breakConnection, context, good, say, startRig } from './testing';

let rig: Awaited<ReturnType<typeof startRig>>;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.stop());

describe('a request', () => {
  test('carries the trace, the request id, what time is left and the token', async () => {
    const at = context(400);
    expect(await rig.call({ method: 'POST', body: { sku: 'a' }, query: { limit: 2 }, idempotencyKey: 'key-1' }, at)).toEqual({
      name: 'Ada',
    });
    const { method, url, headers, body } = rig.seen()[0] ?? { headers: {} as Record<string, string> };
    const [span] = rig.spans.list();
    expect([method, url, body]).toEqual(['POST', '/users/1?limit=2', '{"sku":"a"}']);
    expect(headers).toMatchObject({
      authorization: 'Bearer the-token',
      'content-type': 'application/json',
      'idempotency-key': 'key-1',
      'x-request-id': 'request-1',
      traceparent: `00-${at.trace.traceId}-${span?.trace.spanId}-01`,
    });
    expect(Number(headers['x-deadline-ms'])).toBeGreaterThan(200);
    expect(Number(headers['x-deadline-ms'])).toBeLessThanOrEqual(400);
    expect(span).toMatchObject({ name: 'POST /users/{id}', kind: 'client', failed: false, trace: { parentId: at.trace.spanId } });
    expect(span?.attributes).toMatchObject({ 'peer.service': 'user-service', 'http.response.status_code': 200, outcome: 'ok' });
  });

  test('carries neither token nor body when there are none, and may get an empty answer', async () => {
    rig.will(answer(204));
    const open = new Callees({ urls: { it: rig.url }, telemetry: { metrics: new Metrics(), spans: rig.spans }, clock: rig.clock });
    expect(await open.call(context(), 'it', { method: 'DELETE', path: '/x', route: '/x', answer: z.undefined() })).toBeUndefined();
    expect(rig.seen()[0]?.headers).not.toHaveProperty('authorization');
    expect(rig.seen()[0]?.headers).not.toHaveProperty('content-type');
  });

  test('goes to known services only', async () => {
    for (const name of ['order-service', 'toString', '__proto__'])
      await expect(rig.callees.call(context(), name, { method: 'GET', path: '/', route: '/', answer: z.unknown() })).rejects.toThrow(
        `${name}: unknown-callee`,
      );
  });

  test('uses its connections again', async () => {
    const sockets = new Set<unknown>();
    rig.server.on('connection', (socket) => sockets.add(socket));
    for (let i = 0; i < 20; i++) await rig.call();
    expect(sockets.size).toBeLessThanOrEqual(2);
  });
});

describe('an answer', () => {
  test('that says no is passed on', async () => {
    rig.will(answer(422, { code: 'unknown-sku', detail: 'no such sku: x', status: 422 }, { 'content-type': 'application/problem+json' }));
    const error = await rig.failure();
    expect(error).toBeInstanceOf(CalleeRefused);
    expect(error).toMatchObject({ callee: 'user-service', status: 422, code: 'unknown-sku', detail: 'no such sku: x' });
    expect(rig.spans.list()[0]).toMatchObject({ failed: false, attributes: { outcome: 'refused', 'http.response.status_code': 422 } });
  });

  test.each(['', '<html>', '[]', '{"code":7}'])('404 with %j has an unknown code', async (body) => {
    rig.will(say(404, body));
    expect(await rig.failure()).toMatchObject({ name: 'CalleeRefused', status: 404, code: 'unknown', detail: '' });
  });

  test.each(['', 'Ada', '{"name":["ada@example.com"]}', '{"name":'])('200 with %j does not fit', async (body) => {
    rig.will(say(200, body));
    const error = await rig.failure();
    expect(error).toBeInstanceOf(CalleeUnavailable);
    expect(error).toMatchObject({ callee: 'user-service', cause: 'invalid_answer' });
    expect(String(error)).not.toContain('ada@example.com');
    expect(rig.seen()).toHaveLength(1);
  });
});

describe('an answer of lines', () => {
  const pages = z.object({ lines: z.array(z.object({ name: z.string() })), nextCursor: z.string().optional() });
  const ask = () =>
    rig.callees.call(context(), 'user-service', {
      method: 'GET',
      path: '/users/export',
      route: '/users/export',
      answer: pages,
      lines: true,
    });

  test('gives the values of all lines, and where the next page starts', async () => {
    rig.will(
      (_, response) => void response.writeHead(200, { 'x-next-cursor': 'abc' }).end('{"name":"Ada"}\n{"name":"Bo"}\n'),
      say(200, ''),
    );
    expect(await ask()).toEqual({ lines: [{ name: 'Ada' }, { name: 'Bo' }], nextCursor: 'abc' });
    expect(rig.seen()[0]?.headers.accept).toBe('application/x-ndjson');
    expect(await ask()).toEqual({ lines: [] });
  });

  test.each(['{"name":"Ada"}\n{"na', '{"name":"Ada"}\n{"name":7}\n', '[]'])('%j does not fit', async (words) => {
    rig.will(say(200, words));
    await expect(ask()).rejects.toMatchObject({ name: 'CalleeUnavailable', cause: 'invalid_answer' });
  });
});

describe('the token', () => {
  test('is given back when it is refused', async () => {
    rig.will(answer(401, { code: 'unauthenticated', detail: '' }));
    expect(await rig.failure()).toMatchObject({ name: 'CalleeRefused', status: 401 });
    expect(rig.token.invalidated).toEqual(['the-token']);
  });

  test('without one nothing is sent', async () => {
    rig.token.give = async () => Promise.reject(new Error('no luck'));
    expect(await rig.failure()).toMatchObject({ name: 'CalleeUnavailable', cause: 'no_token' });
    expect(rig.seen()).toHaveLength(0);
    expect(await rig.circuit()).toBe('0');
  });

  test('is in no error and no span', async () => {
    rig.will(answer(500, { code: 'the-token' }), answer(200, { name: 5 }), breakConnection);
    const errors = [await rig.failure(), await rig.failure(), await rig.failure({ retries: 0 })];
    const shown =
      errors.map((error) => `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).join() +
      JSON.stringify(rig.spans.list());
    expect(shown).not.toContain('the-token');
  });
});

describe('the breaker', () => {
  test('opens, tries, and closes', async () => {
    rig.will(answer(500));
    await rig.failures(20);
    expect(await rig.circuit()).toBe('2');
    expect(await rig.failure()).toMatchObject({ cause: 'circuit_open', retryAfterSeconds: 10 });
    expect(rig.seen()).toHaveLength(20);
    rig.clock.advance(10_000);
    expect(await rig.circuit()).toBe('1');
    rig.will(good);
    for (let i = 0; i < 3; i++) await rig.call();
    expect(await rig.circuit()).toBe('0');
    expect(await rig.outcomes()).toEqual({ failed: 20, circuit_open: 1, ok: 3 });
    expect(rig.spans.list()).toHaveLength(23);
  });

  test('that opens before a retry leaves the caller with the real answer', async () => {
    rig.will(answer(500));
    await rig.failures(19);
    rig.will(answer(503));
    expect(await rig.failure()).toMatchObject({ cause: 'failed' });
    expect(await rig.circuit()).toBe('2');
    expect(rig.seen()).toHaveLength(1);
  });

  test('stays closed for answers that say no, and for such as do not fit', async () => {
    rig.will(answer(404, { code: 'not-found', detail: 'no such user' }));
    await rig.failures(30);
    rig.will(answer(200, { name: 1 }));
    await rig.failures(30);
    expect(await rig.outcomes()).toEqual({ refused: 30, invalid_answer: 30 });
    expect(await rig.circuit()).toBe('0');
  });
});

describe('a connection', () => {
  test('that is not there within 300 ms is given up, long before the whole time is over', async () => {
    // A name that is never resolved is a connection that never comes.
    const agent = new Agent({ lookup: () => undefined });
    const telemetry = { metrics: new Metrics(), spans: rig.spans };
    const far = new Callees({ urls: { it: 'http://far.example' }, telemetry, clock: rig.clock, agent });
    const before = performance.now();
    const call = far.call(context(), 'it', { method: 'POST', path: '/x', route: '/x', answer: z.unknown(), timeoutMs: 5000 });
    await expect(call).rejects.toMatchObject({ name: 'CalleeUnavailable', cause: 'unreachable' });
    expect(performance.now() - before).toBeGreaterThan(290);
    expect(performance.now() - before).toBeLessThan(4500);
    expect(await telemetry.metrics.text()).toContain('http_client_requests_total{target="it",outcome="unreachable"} 1');
  });

  test('that is there may take the whole time to answer', async () => {
    rig.will((_, response) => void setTimeout(() => response.end('{"name":"Ada"}'), 400));
    expect(await rig.call()).toEqual({ name: 'Ada' });
  });
});
