import { v7 } from 'uuid';
import { eventually } from '../testing/eventually';
import { GiftModule, giftDefinition, mishaps } from '../testing/gift-service';
import { type TestedService, testService } from '../testing/test-service';

let service: TestedService;
let token: string;

beforeAll(async () => {
  service = await testService({ name: 'gift-service', definition: giftDefinition, module: GiftModule });
  token = await service.token({ subject: v7(), scopes: ['gifts:write'] });
});

afterAll(() => service?.stop());

test('who gives up while his key is looked up has it back for the next try, and nothing was done', async () => {
  const [key, title] = [v7(), v7()];
  const wish = { token, key, body: { title, price: { amount: 100, currency: 'EUR' } } };
  await service.sql('BEGIN');
  await service.sql('LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key };
  const given = new AbortController();
  const first = fetch(`${service.url}/gifts`, { method: 'POST', headers, body: JSON.stringify(wish.body), signal: given.signal });
  const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'idempotency_keys'::regclass";
  await eventually('the key to be looked up', async () => (await service.sql(waiting)).length > 0);
  given.abort();
  await expect(first).rejects.toThrow('aborted');
  await eventually('the service to hear of it', async () => service.logs.some((line) => line.includes('"route":"/gifts"')));
  await service.sql('COMMIT');
  let answer = await service.request('POST', '/gifts', wish);
  // The look-up may take a moment more than the lock.
  if (answer.body.code === 'request-in-progress') answer = await service.request('POST', '/gifts', wish);
  expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
  expect(await service.sql('SELECT 1 FROM gifts WHERE title = $1', [title])).toHaveLength(1);
});

test('who gives up while his request is worked on finds what it did, and it is no longer in progress', async () => {
  const [key, title] = [v7(), v7()];
  const wish = { token, key, body: { title, price: { amount: 100, currency: 'EUR' } } };
  let goOn = (): void => undefined;
  mishaps.whileWrapping = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const begun = () => service.logs.filter((line) => line.includes('wrapping')).length;
  const before = begun();
  const given = new AbortController();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key };
  const first = fetch(`${service.url}/gifts`, { method: 'POST', headers, body: JSON.stringify(wish.body), signal: given.signal });
  await eventually('the work to begin', async () => begun() > before);
  given.abort();
  await expect(first).rejects.toThrow('aborted');
  goOn();
  mishaps.whileWrapping = undefined;
  await eventually('the gift', async () => (await service.sql('SELECT 1 FROM gifts WHERE title = $1', [title])).length === 1);
  const again = await service.request('POST', '/gifts', wish);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(/^http_requests_in_progress(?:\{.*\})? (\d+)$/m.exec(metrics)?.[1]).toBe('1');
  expect(metrics).toMatch(/http_requests_total\{[^}]*status="499"[^}]*\} \d/);
});
