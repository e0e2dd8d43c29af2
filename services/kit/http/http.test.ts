import { connect } from 'node:net';
import { v7 } from 'uuid';
import { eventually } from '../testing/eventually';
import { GiftModule, giftDefinition, mishaps } from '../testing/gift-service';
import { type TestedService, testService } from '../testing/test-service';

let service: TestedService;
let token: string;
const subject = v7();

beforeAll(async () => {
  service = await testService({ name: 'gift-service', definition: giftDefinition, module: GiftModule });
  token = await service.token({ subject, scopes: ['gifts:write'] });
});

afterAll(() => service?.stop());

const gift = (title: string = v7()) => ({ title, price: { amount: 100, currency: 'EUR' } });
const wrap = () => service.request('POST', '/gifts', { token, body: gift(), key: v7() });

/** Sends bytes as they are: fetch would correct them. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => socket.write(text));
    socket
      .on('data', (chunk) => (answer += chunk))
      .on('close', () => resolve(answer))
      .on('error', reject);
  });

describe('a problem', () => {
  test('has every field of RFC 9457, the trace of the caller, and the request id that was sent', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const { body, headers, status } = await service.request('GET', `/gifts/${v7()}?x=1`, {
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'x-request-id': 'req.1_A-b' },
    });
    expect(body).toEqual({
      type: 'https://example.com/problems/validation-failed',
      title: 'Bad Request',
      status,
      detail: 'one field is not as the contract says',
      instance: expect.stringMatching(/^\/gifts\/[0-9a-f-]{36}$/),
      code: 'validation-failed',
      traceId,
      errors: [{ pointer: 'query/x', code: 'unknown-key', detail: 'this key is not known' }],
    });
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toBe('req.1_A-b');
  });

  test.each(['', 'a b', 'x'.repeat(65), '<script>'])('gives another request id than %p', async (id) => {
    const { headers, body } = await service.request('GET', '/nothing', { headers: { 'x-request-id': id } });
    expect(headers.get('x-request-id')).toBe(body.traceId);
  });

  test.each([
    ['an unknown route', 'GET', '/nothing', 404, 'not-found'],
    ['a broken escape', 'GET', '/gifts/%zz', 404, 'not-found'],
    ['an unknown id', 'GET', `/gifts/${v7()}`, 404, 'not-found'],
    ['an id that is none', 'GET', '/gifts/17', 404, 'not-found'],
    ['an id with NUL', 'GET', '/gifts/%00', 404, 'not-found'],
    ['a path that is too long', 'GET', `/gifts/${'x'.repeat(9000)}`, 414, 'url-too-long'],
    ['a query that is too long', 'GET', `/gifts?title=${'x'.repeat(9000)}`, 414, 'url-too-long'],
    ['a wrong verb', 'DELETE', '/gifts', 405, 'method-not-allowed'],
    ['a verb that is about a body', 'QUERY', '/gifts', 405, 'method-not-allowed'],
    ['a wrong verb below', 'PUT', `/gifts/${v7()}`, 405, 'method-not-allowed'],
  ])('answers %s', async (_, method, path, status, code) => {
    const { body, headers, ...answer } = await service.request(method, path);
    expect([answer.status, body.code, body.status]).toEqual([status, code, status]);
    expect(Object.keys(body)).toEqual(['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId']);
    expect(headers.get('x-request-id')).toBe(body.traceId);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null]);
  });

  test('names the verbs that are allowed', async () => {
    const allow = async (path: string) => (await service.request('DELETE', path)).headers.get('allow');
    expect([await allow('/gifts'), await allow(`/gifts/${v7()}`), await allow(`/gifts/${v7()}/open`)]).toEqual([
      'GET, POST',
      'GET, PATCH',
      'POST',
    ]);
  });

  test.each([
    ['too many headers', `GET /gifts HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['what is no HTTP', 'HELLO\r\n\r\n', 400, 'malformed-request'],
    ['no host', 'GET /gifts HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'malformed-request'],
    ['an expectation that nobody knows', 'POST /gifts HTTP/1.1\r\nhost: x\r\nexpect: nonsense\r\n\r\n', 417, 'expectation-failed'],
    ['the wish for a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n', 405, 'method-not-allowed'],
  ])('answers %s, which no route sees', async (_, text, status, code) => {
    const [head = '', body = ''] = (await raw(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*content-type: application/problem\\+json`, 'is'));
    expect(JSON.parse(body)).toMatchObject({ status, code, traceId: expect.any(String), instance: expect.any(String) });
    expect(head).toMatch(/^x-content-type-options: nosniff$/im);
    expect(head).not.toMatch(/^(server|x-powered-by):/im);
  });

  test('without a host is answered by HTTP 1.0, where nobody needs one', async () =>
    expect(await raw('GET /gifts HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /));

  test.each([
    ['an error', () => new Error('password hunter2 of postgres://db.internal')],
    ['an error of Node', () => Object.assign(new TypeError('Invalid URL hunter2'), { code: 'ERR_INVALID_URL' })],
    ['a missing file', () => Object.assign(new Error('no such file hunter2'), { code: 'ENOENT' })],
    ['a wrong statement', () => Object.assign(new Error('column "hunter2" does not exist'), { code: '42703' })],
    ['no error at all', () => 'hunter2'],
  ])('of %s says nothing to the caller and all to the log', async (_, error) => {
    mishaps.breaking = error;
    const { status, body } = await service.request('POST', '/gifts/broken', { body: {} });
    expect([status, body.code, body.detail]).toEqual([
      500,
      'internal',
      'something went wrong here; it is known to the operators by the trace id',
    ]);
    expect(Object.keys(body)).toEqual(['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId']);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|stack|node_modules/);
    const line = service.logs.map((each) => JSON.parse(each)).find(({ traceId, level }) => traceId === body.traceId && level === 'error');
    expect(line).toMatchObject({ err: { message: expect.stringContaining('hunter2') }, code: 'internal' });
  });
});

test('nothing that is said to who signed in is kept, and nothing is taken for what it is not', async () => {
  const wrapped = await wrap();
  const path = `/gifts/${wrapped.body.id}`;
  const headers = { 'if-none-match': '"1"' };
  const answers = [
    wrapped,
    await service.request('GET', path, { token }),
    await service.request('POST', `${path}/open`, { token }),
    await service.request('PATCH', path, { token, body: {} }),
    await service.request('GET', '/nothing', { token }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 204, 400, 404]);
  const unchanged = await fetch(service.url + path, { headers: { ...headers, authorization: `Bearer ${token}` } });
  expect(unchanged.status).toBe(304);
  for (const { headers: said } of [...answers, unchanged])
    expect([said.get('cache-control'), said.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
});

test('each request leaves one line and one span, with the template of its route', async () => {
  const { body, headers } = await wrap();
  await eventually('the line', async () =>
    service.logs.some((line) => line.includes(headers.get('x-request-id') ?? '') && line.includes('"request"')),
  );
  const line = service.logs
    .map((each) => JSON.parse(each))
    .find(({ requestId, msg }) => requestId === headers.get('x-request-id') && msg === 'request');
  expect(line).toMatchObject({ method: 'POST', route: '/gifts', status: 201, userId: subject, level: 'info', service: 'gift-service' });
  expect(line.durationMs).toBeGreaterThan(0);
  expect(body.id).toBeDefined();
});
