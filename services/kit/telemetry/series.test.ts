import { Metrics } from './metrics';

const lines = async (metrics: Metrics): Promise<string[]> =>
  (await metrics.text()).split('\n').filter((line) => line && !line.startsWith('#'));

test('a counter counts by labels, however often it is read', async () => {
  const metrics = new Metrics();
  const counter = metrics.counter('requests_total', 'Requests.', ['route', 'status']);
  counter.add({ route: '/a', status: '200' });
  counter.add({ status: '200', route: '/a' }, 2);
  counter.add({ route: '/a', status: '500' });
  const expected = ['requests_total{route="/a",status="200"} 3', 'requests_total{route="/a",status="500"} 1'];
  expect(await lines(metrics)).toEqual(expected);
  expect(await lines(metrics)).toEqual(expected);
});

test('without labels a counter shows zero from the start', async () => {
  const metrics = new Metrics();
  metrics.counter('orders_total', 'Orders.');
  expect(await lines(metrics)).toEqual(['orders_total 0']);
});

test('a histogram tells how many were at most as long as each limit', async () => {
  const metrics = new Metrics();
  const seconds = metrics.histogram('seconds', 'Time.', ['name']);
  for (const value of [0.005, 0.006, 1, 11]) seconds.observe({ name: 'a' }, value);
  const shown = await lines(metrics);
  expect(shown).toEqual(
    expect.arrayContaining([
      'seconds_bucket{le="0.005",name="a"} 1',
      'seconds_bucket{le="0.01",name="a"} 2',
      'seconds_bucket{le="0.5",name="a"} 2',
      'seconds_bucket{le="1",name="a"} 3',
      'seconds_bucket{le="10",name="a"} 3',
      'seconds_bucket{le="+Inf",name="a"} 4',
      'seconds_count{name="a"} 4',
    ]),
  );
  expect(Number(shown.find((line) => line.startsWith('seconds_sum'))?.split(' ')[1])).toBeCloseTo(12.011);
});
