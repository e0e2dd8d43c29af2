import { v7 } from 'uuid';
import { DatabaseDown } from '../database/errors';
import { eventually } from '../testing/eventually';
import { cards } from '../testing/gift-routes';
import { GiftModule, giftDefinition, mishaps } from '../testing/gift-service';
import { type TestedService, testService } from '../testing/test-service';
import { redact } from './redact';

const mark = 'marked-value';
const fields = [
  ...['email', 'newEmail', 'phone', 'phoneNumber', 'displayName', 'body', 'password', 'token', 'refreshToken', 'clientSecret'],
  ...['otp', 'cookie', 'paymentMethodToken'],
];
const card = { ...Object.fromEntries(fields.map((field) => [field, `${mark}-${field}`])), address: { line1: `${mark}-line1` } };
const gift = (change: object = {}) => ({ title: v7(), price: { amount: 1, currency: 'EUR' }, card, ...change });

/** Where the mark is found, with what is around it. */
const leaks = (said: unknown): string[] => JSON.stringify(said).match(/.{0,40}marked-value.{0,20}/g) ?? [];

let service: TestedService;
let token: string;

beforeAll(async () => {
  service = await testService({ name: 'gift-service', definition: giftDefinition, module: GiftModule });
  token = await service.token({ subject: v7(), scopes: ['gifts:write'] });
});

afterAll(() => service?.stop());

test('what must not be written down is in no log line, no metric, no error and no dead letter', async () => {
  const errors: unknown[] = [];
  const post = async (body: object, path = '/gifts', more = {}) => {
    const answer = await service.request('POST', path, { token, key: v7(), body, ...more });
    if (answer.status >= 400) errors.push(answer.body);
    return answer.status;
  };
  const wrong = Object.fromEntries(Object.entries(card).map(([key, value]) => [key, [value]]));
  mishaps.breaking = () => Object.assign(new Error('broken'), { detail: `Key (email)=(${mark}) exists`, request: card });
  const taken = v7();
  const statuses = [
    await post(gift({ title: taken })),
    await post(gift({ title: taken })),
    await post(gift({ card: wrong })),
    await post({ card }, '/gifts/broken'),
    await post(gift(), '/gifts?token=marked-value'),
    await post(gift(), '/gifts', { token: `${mark}.x.y` }),
    await post(gift(), '/gifts', { key: 'x y', headers: { cookie: mark } }),
  ];
  expect(statuses).toEqual([201, 409, 400, 500, 400, 401, 400]);
  mishaps.handling = () => {
    throw new Error('impossible');
  };
  await service.deliver(cards.written, { giftId: v7(), token: mark });
  await service.deliver(cards.written, { giftId: v7(), token: [mark] } as never);
  expect(await service.sql('SELECT 1 FROM dead_letters WHERE payload IS NULL')).toHaveLength(2);
  await eventually('the lines', async () => service.logs.filter((line) => line.includes('"request"')).length >= statuses.length);
  const told = { logs: service.logs.join(''), errors, metrics: (await service.request('GET', '/metrics')).body };
  expect(leaks(told)).toEqual([]);
  expect(told.logs).toContain('[redacted]');
  await service.published();
  expect(leaks(await service.sql('SELECT to_jsonb(o) FROM outbox o UNION ALL SELECT to_jsonb(d) FROM dead_letters d'))).toEqual([]);
});

test('an error that carries data is written with its name, message and stack only', () => {
  const said = redact({
    user: { emails: 1, address2: 'x', Email: 'x' },
    list: [{ otp: 'x' }],
    err: new DatabaseDown('x'),
    at: new Date(0),
    none: undefined,
  });
  expect(said).toEqual({
    user: { emails: 1, address2: '[redacted]', Email: '[redacted]' },
    list: [{ otp: '[redacted]' }],
    ...{ err: expect.any(DatabaseDown), at: new Date(0), none: undefined },
  });
});

test('what refers to itself, or is nested without end, ends', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(JSON.stringify(redact(loop))).toContain('[redacted]');
});
