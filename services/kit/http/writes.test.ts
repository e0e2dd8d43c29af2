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
const wrap = (wish: object = {}) => service.request('POST', '/gifts', { token, body: gift(), key: v7(), ...wish });

describe('versions', () => {
  test('a change names the version that was read', async () => {
    const { body, headers } = await wrap();
    expect([headers.get('etag'), headers.get('location')]).toEqual(['"1"', `/gifts/${body.id}`]);
    const change = async (ifMatch?: string) => {
      const answer = await service.request('PATCH', `/gifts/${body.id}`, { token, body: { title: v7() }, ...(ifMatch && { ifMatch }) });
      return [answer.status, answer.body.code, answer.headers.get('etag')];
    };
    expect(await change()).toEqual([428, 'precondition-required', null]);
    expect(await change('"1"')).toEqual([200, undefined, '"2"']);
    for (const stale of ['"1"', 'W/"2"', '*', 'two']) expect(await change(stale)).toEqual([412, 'stale-version', null]);
  });

  test.each(['"1"', 'W/"1"', '"0", "1"', '*'])('a reader who has it already (%s) gets no body', async (seen) => {
    const { body } = await wrap();
    const read = (tag: string) =>
      service.request('GET', `/gifts/${body.id}`, { headers: { 'if-none-match': tag } }).catch((error) => error);
    const response = await fetch(`${service.url}/gifts/${body.id}`, { headers: { 'if-none-match': seen } });
    expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([304, '', '"1"']);
    expect((await read('"11"')).status).toBe(200);
  });
});

describe('a key', () => {
  const codeOf = async (wish: object) => {
    const { status, body } = await wrap(wish);
    return [status, body.code];
  };

  test('is required where the contract says so, and has a form', async () => {
    expect(await codeOf({ key: undefined })).toEqual([400, 'idempotency-key-required']);
    for (const key of ['a b', '"', '""', 'x'.repeat(129), 'é']) expect(await codeOf({ key })).toEqual([400, 'validation-failed']);
    for (const key of [`"${v7()}"`, v7(), 'x'.repeat(128)]) expect(await codeOf({ key })).toEqual([201, undefined]);
  });

  test('in quotes is the same as without', async () => {
    const [key, body] = [v7(), gift()];
    const first = await wrap({ key, body });
    const again = await wrap({ key: `"${key}"`, body });
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect(['etag', 'location', 'content-type'].map((name) => again.headers.get(name))).toEqual(
      ['etag', 'location', 'content-type'].map((name) => first.headers.get(name)),
    );
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(await service.sql('SELECT 1 FROM gifts WHERE title = $1', [body.title])).toHaveLength(1);
    expect((await service.published()).filter(({ key: id }) => id === first.body.id)).toHaveLength(1);
  });

  test('is one wish: another body with it is refused, and another caller has keys of his own', async () => {
    const key = v7();
    expect(await codeOf({ key })).toEqual([201, undefined]);
    expect(await codeOf({ key })).toEqual([422, 'idempotency-key-reused']);
    expect(await codeOf({ key, token: await service.token({ subject: v7(), scopes: ['gifts:write'] }) })).toEqual([201, undefined]);
  });

  test('does not matter after a day', async () => {
    const key = v7();
    const first = await wrap({ key });
    await service.sql("UPDATE idempotency_keys SET expires_at = now() - interval '1 s' WHERE key = $1", [key]);
    const again = await wrap({ key });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(again.body.id).not.toBe(first.body.id);
  });

  test('of a request that is not answered yet is refused, and free again after a refusal', async () => {
    const [key, body] = [v7(), gift()];
    const { promise, resolve } = later();
    mishaps.whileWrapping = promise;
    const first = wrap({ key, body });
    await eventually('the first to run', async () => (await codeOf({ key, body }))[1] === 'request-in-progress');
    const second = await wrap({ key, body });
    expect([second.status, second.headers.get('retry-after')]).toEqual([409, '1']);
    resolve();
    expect((await first).status).toBe(201);
    expect((await wrap({ key, body })).headers.get('idempotency-replayed')).toBe('true');
    const other = v7();
    expect(await codeOf({ key: other, body })).toEqual([409, 'title-taken']);
    expect(await codeOf({ key: other })).toEqual([201, undefined]);
  });
});

const later = () => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
};
