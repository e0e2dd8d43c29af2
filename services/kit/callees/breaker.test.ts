import { ManualClock } from '../clock';
import { Breaker, type CallResult } from './breaker';

let clock: ManualClock;
let breaker: Breaker;

beforeEach(() => {
  clock = new ManualClock();
  breaker = new Breaker(clock);
});

const call = (result: CallResult, times = 1) => {
  for (let i = 0; i < times; i++) breaker.enter()?.settle(result);
};
const open = () => {
  call('failed', 20);
  expect(breaker.state()).toBe('open');
};

test.each<[string, number, number, string]>([
  ['19 failures', 0, 19, 'closed'],
  ['20 failures', 0, 20, 'open'],
  ['10 of 20', 10, 10, 'open'],
  ['9 of 20', 11, 9, 'closed'],
  ['50 of 101', 51, 50, 'closed'],
])('%s', (_, good, failed, state) => {
  call('good', good);
  call('failed', failed);
  expect(breaker.state()).toBe(state);
});

test('the call that makes it twenty may be a good one', () => {
  call('failed', 15);
  call('good', 4);
  expect(breaker.state()).toBe('closed');
  call('good');
  expect(breaker.state()).toBe('open');
});

test('forgets what is older than 10 seconds', () => {
  call('failed', 19);
  clock.advance(10_000);
  call('failed');
  expect(breaker.state()).toBe('closed');
  clock.advance(9000);
  call('failed', 19);
  expect(breaker.state()).toBe('open');
});

test('lets nobody through for 10 seconds, and says how long', () => {
  open();
  expect(breaker.enter()).toBeUndefined();
  expect(breaker.secondsToWait()).toBe(10);
  clock.advance(9999);
  expect(breaker.enter()).toBeUndefined();
  expect(breaker.secondsToWait()).toBe(1);
  clock.advance(1);
  expect(breaker.state()).toBe('half-open');
});

test('three good probes close it, and the past is forgotten', () => {
  open();
  clock.advance(10_000);
  const probes = [breaker.enter(), breaker.enter(), breaker.enter()];
  expect(breaker.enter()).toBeUndefined();
  for (const probe of probes) {
    expect(breaker.state()).toBe('half-open');
    probe?.settle('good');
  }
  expect(breaker.state()).toBe('closed');
  call('failed', 19);
  expect(breaker.state()).toBe('closed');
});

test('one failed probe opens it for another 10 seconds; the other probes count no more', () => {
  open();
  clock.advance(10_000);
  const [first, second, third] = [breaker.enter(), breaker.enter(), breaker.enter()];
  first?.settle('good');
  second?.settle('failed');
  third?.settle('good');
  expect(breaker.state()).toBe('open');
  clock.advance(9999);
  expect(breaker.state()).toBe('open');
  clock.advance(1);
  call('good', 2);
  expect(breaker.state()).toBe('half-open');
});

test('a probe that says nothing of the callee is given back', () => {
  open();
  clock.advance(10_000);
  call('unknown', 50);
  expect(breaker.state()).toBe('half-open');
  call('good', 3);
  expect(breaker.state()).toBe('closed');
});

test('a call from before it opened neither closes nor opens it, and none counts twice', () => {
  const [early, earlier] = [breaker.enter(), breaker.enter()];
  open();
  clock.advance(10_000);
  early?.settle('failed');
  earlier?.settle('good');
  expect(breaker.state()).toBe('half-open');
  const probe = breaker.enter();
  for (let i = 0; i < 3; i++) probe?.settle('good');
  expect(breaker.state()).toBe('half-open');
});
