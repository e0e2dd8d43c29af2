import { requestTimeoutOf, toleratedFailuresOf } from './way-in';

test.each([
  ['critical', undefined, 15, 3],
  ['standard', undefined, 20, 5],
  ['batch', undefined, 50, 10],
  ['standard', { latencyMs: 5 }, 5, 5],
  ['standard', { latencyMs: 60_000, availability: 90 }, 60, 10],
  ['standard', 'none', undefined, undefined],
] as const)('%s with %j: a caller waits %s s, and a pod may fail %s times', (tier, slo, seconds, failures) => {
  const service = { tier, ...(slo && { slo }) };
  expect([requestTimeoutOf(service), toleratedFailuresOf(service)]).toEqual([seconds, failures]);
});
