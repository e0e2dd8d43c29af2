import type { Step, Visits } from './scenario';
import { Visitor } from './visitor';

const signIn: Step = {
  name: 'sign in',
  method: 'POST',
  path: '/in',
  body: { email: '{email}' },
  status: 200,
  keeps: { token: 'accessToken', lifetime: 'expiresIn' },
};
const find: Step = { name: 'find', method: 'GET', path: '/find', query: { q: '{wish}' }, status: 200, keeps: { id: 'data.*.id' } };
const buy: Step = { name: 'buy', method: 'POST', path: '/buy/{id}', status: 201, signedIn: true, key: true };
const look: Step = {
  name: 'look',
  method: 'GET',
  path: '/look',
  status: 200,
  until: { field: 'status', passing: ['open'], is: 'done', seconds: 10 },
};

let now = 0;
let drawn = 0;
const visitorOf = (...flows: Visits['flows']): Visitor =>
  new Visitor({ visits: { signIn, flows }, known: { email: 'a@example.org', wish: 'a mug' }, now: () => now, random: () => drawn });
const json = JSON.stringify;
const session = json({ accessToken: 'secret', expiresIn: 900 });

beforeEach(() => {
  [now, drawn] = [0, 0];
});

test('walks from step to step with what the answers said', () => {
  const visitor = visitorOf({ share: 1, flow: [find, buy] });
  expect(visitor.next()).toMatchObject({ method: 'GET', path: '/find?q=a%20mug', body: undefined, headers: {} });
  drawn = 0.5;
  expect(visitor.judge(200, json({ data: [{ id: 'one' }, { id: 'two/2' }] }))).toEqual({ is: 'good' });
  expect(visitor.next()).toMatchObject({ step: signIn, body: '{"email":"a@example.org"}' });
  visitor.judge(200, session);
  expect(visitor.rests).toBe(false);
  const { path, headers } = visitor.next();
  expect(path).toBe('/buy/two%2F2');
  expect(headers).toMatchObject({ authorization: 'Bearer secret', 'idempotency-key': expect.stringMatching(/^"load-.+"$/) });
  visitor.judge(201, '{}');
  expect(visitor.rests).toBe(true);
});

test('signs in once, and again when the token is about to expire or was refused', () => {
  const visitor = visitorOf({ share: 1, flow: [buy] });
  const steps = (status: number): string => {
    const { step } = visitor.next();
    visitor.judge(step === signIn ? 200 : status, session);
    return step.name;
  };
  expect([steps(201), steps(201), steps(201)]).toEqual(['sign in', 'buy', 'buy']);
  now = 880_000;
  expect([steps(201), steps(201)]).toEqual(['sign in', 'buy']);
  expect([steps(401), steps(201), steps(201)]).toEqual(['buy', 'sign in', 'buy']);
});

test('asks again while something is under way, and says how it ended', () => {
  const visitor = visitorOf({ share: 1, flow: [look] });
  const answer = (status: string) => {
    visitor.next();
    return visitor.judge(200, json({ status }));
  };
  expect([answer('open'), visitor.waits, visitor.rests]).toEqual([{ is: 'good' }, true, false]);
  expect([answer('done'), visitor.waits, visitor.rests]).toEqual([{ is: 'good' }, false, true]);
  expect(answer('lost')).toEqual({ is: 'wrong', why: 'status is lost' });
  answer('open');
  now = 10_001;
  expect(answer('open')).toEqual({ is: 'wrong', why: 'status is still open after 10 s' });
  expect(visitor.waits).toBe(false);
});

test.each([
  [200, '{"data":[]}', { is: 'wrong', why: 'the answer has no data.*.id' }],
  [200, '<html>', { is: 'wrong', why: 'the answer has no data.*.id' }],
  [422, '{"code":"odd"}', { is: 'wrong', why: '422 odd' }],
  [503, '', { is: 'wrong', why: '503' }],
  [429, '{"code":"rate-limited"}', { is: 'limited' }],
])('an answer %d %s ends the flow as %j', (status, body, verdict) => {
  const visitor = visitorOf({ share: 1, flow: [find, buy] });
  visitor.next();
  expect(visitor.judge(status, body)).toEqual(verdict);
  expect([visitor.rests, visitor.next().step.name]).toEqual([true, 'find']);
});

test('chooses flows by their shares', () => {
  const visitor = visitorOf({ share: 3, flow: [find] }, { share: 1, flow: [look] });
  const chosen = [0, 0.5, 0.74, 0.76, 0.99].map((draw) => {
    drawn = draw;
    visitor.leave();
    return visitor.next().step.name;
  });
  expect(chosen).toEqual(['find', 'find', 'find', 'look', 'look']);
});
