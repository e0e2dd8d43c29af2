import type { Span } from '../telemetry';
import { RecentTraces } from './recent-traces';

const span = (
  traceId: string,
  kind: Span['kind'],
  more: Partial<Span> & { readonly parentId?: string; readonly spanId?: string } = {},
): Span => {
  const { parentId, spanId = `${kind}-${more.startedAt ?? 0}`, ...rest } = more;
  const trace = { traceId, spanId, sampled: true, ...(parentId && { parentId }) };
  return { name: kind, kind, trace, startedAt: 0, durationMs: 1, attributes: {}, failed: false, ...rest };
};

test('spans of one trace come together from all services, told by what began it', () => {
  const traces = new RecentTraces();
  traces.of('order-service').add(span('t1', 'client', { startedAt: 105, durationMs: 5, parentId: 'root' }));
  traces.of('order-service').add(span('t1', 'server', { name: 'POST /orders', startedAt: 100, durationMs: 20, spanId: 'root' }));
  traces.of('inventory-service').add(span('t1', 'consumer', { startedAt: 140, durationMs: 10, failed: true, parentId: 'root' }));
  expect(traces.list()).toEqual([
    { traceId: 't1', name: 'POST /orders', service: 'order-service', services: 2, spans: 3, startedAt: 100, durationMs: 50, failed: true },
  ]);
  expect(traces.spans('t1').map(({ service, startedAt }) => [service, startedAt])).toEqual([
    ['order-service', 100],
    ['order-service', 105],
    ['inventory-service', 140],
  ]);
});

test('loops of services do not push out what somebody asked for, until an event of theirs is handled', () => {
  const traces = new RecentTraces();
  traces.of('a').add(span('asked', 'server'));
  traces.of('a').add(span('loop', 'client', { startedAt: 1 }));
  expect(traces.list().map(({ traceId }) => traceId)).toEqual(['asked']);
  traces.of('b').add(span('loop', 'consumer', { startedAt: 5 }));
  expect(traces.list().map(({ traceId, spans }) => [traceId, spans])).toEqual([
    ['loop', 2],
    ['asked', 1],
  ]);
  for (let number = 0; number < 1000; number++) traces.of('a').add(span(`loop${number}`, 'client'));
  expect(traces.spans('asked')).toHaveLength(1);
});

test('the oldest traces go, and a trace does not grow without end', () => {
  const traces = new RecentTraces();
  for (let number = 0; number < 250; number++) traces.of('a').add(span(`t${number}`, 'server', { startedAt: number }));
  expect(traces.list()).toHaveLength(200);
  expect(traces.spans('t0')).toEqual([]);
  for (let number = 0; number < 1000; number++) traces.of('a').add(span('t249', 'client', { startedAt: number }));
  expect(traces.spans('t249')).toHaveLength(400);
});
