import { Buckets } from './buckets';

const second = 1000;
const minute = 60 * second;

const takes = (buckets: Buckets, times: number, nowMs: number, key = 'a'): boolean[] =>
  Array.from({ length: times }, () => buckets.take(key, nowMs) <= minute);

test.each([1, 3, 7, 120, 600, 999])('of %i tokens a minute, that many can be taken at once and not one more', (most) => {
  const buckets = new Buckets(most, minute);
  expect(takes(buckets, most + 2, 1_767_225_600_123)).toEqual([...Array(most).fill(true), false, false]);
});

test('tokens come back one by one, and none is saved beyond the most', () => {
  const buckets = new Buckets(6, minute);
  takes(buckets, 6, 0);
  expect([takes(buckets, 2, 9_998), takes(buckets, 2, 10_000), takes(buckets, 3, 30_000)]).toEqual([
    [false, false],
    [true, false],
    [true, true, false],
  ]);
  expect(takes(buckets, 7, 100 * minute)).toEqual([...Array(6).fill(true), false]);
});

test('what is refused takes nothing, and says how long to wait', () => {
  const buckets = new Buckets(6, minute);
  takes(buckets, 6, 0);
  for (let time = 0; time < 100; time++) expect(buckets.take('a', 4_000) - minute).toBeCloseTo(6_000);
  expect(takes(buckets, 1, 10_000)).toEqual([true]);
});

test('says how many are left', () => {
  const buckets = new Buckets(7, minute);
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(() => buckets.left(buckets.take('a', 0)))).toEqual([6, 5, 4, 3, 2, 1, 0, 0]);
});

test('each key has tokens of its own', () => {
  const buckets = new Buckets(1, minute);
  expect([takes(buckets, 2, 0, 'a'), takes(buckets, 2, 0, 'b')]).toEqual([
    [true, false],
    [true, false],
  ]);
});

test('a clock that is put back locks nobody out for longer than a window', () => {
  const buckets = new Buckets(1, minute);
  takes(buckets, 1, 1000 * minute);
  expect(buckets.take('a', 0) - minute).toBe(minute);
});

test('very many keys do not fill the memory, and those in use are not forgotten', () => {
  const buckets = new Buckets(2, minute, 100);
  for (let time = 0; time < 10_000; time++) {
    buckets.take(`visitor ${time}`, 0);
    if (time % 50 === 0) buckets.take('guest', 0);
  }
  expect(buckets.size).toBeLessThanOrEqual(201);
  expect(takes(buckets, 1, 0, 'guest')).toEqual([false]);
});
