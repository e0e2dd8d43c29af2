import { accepted, component, kitchen, menu, mistakesIn, refused, sampleWith, waiter } from './testing';

refused(kitchen, [
  [
    { slo: { latencyMs: 170 } },
    'slo-threshold-not-bucket-edge: slo.latencyMs is 170, which is no limit at which the kit counts; write 150 or 200',
  ],
  [
    { slo: { availability: 99 }, metrics: 'none' },
    "slo-unmeasured: promises something under 'slo' that nothing measures in 'open': it has no metrics of the kit, and no mesh there counts its requests; write slo: 'none', or choose a mesh or gateway there that counts requests",
  ],
  [
    { slo: { availability: 99.95 }, tier: 'standard' },
    'slo-replicas: slo.availability is 99.95, and there may be 2 pods, which fit into 2 zones; write scale.min 3 or more, or an availability below 99.95',
  ],
  [
    { slo: 'none' },
    `slo-none-with-dependents: slo is 'none', and waiter, which promises something, calls it; say what waiter may rely on, or write slo: 'none' in ${waiter}`,
  ],
]);

accepted([
  [kitchen, { slo: { availability: 99.95 }, tier: 'standard', scale: { min: 3, max: 6 } }],
  [kitchen, { slo: { latencyMs: 500 } }],
  [kitchen, { slo: 'none', metrics: 'none' }],
]);

const elsewhere = { image: 'images.example.org/menu', probes: { ready: { http: '/up' } } };
const requests = { requests: 'door_requests', failed: 'code="500"', durations: 'door_ms', edges: [0.1, 0.25, 0.5], of: () => [] };
const counting = { [component('door')]: { provides: { gateway: { requests } } } };

describe('what an image from elsewhere promises', () => {
  const promising = (slo: object, more = {}) => ({ [menu]: { ...elsewhere, slo, ...more } });

  test('is refused where neither gateway nor mesh counts its requests', () =>
    expect(mistakesIn(sampleWith(promising({ availability: 99 })))).toEqual([
      `${menu}: slo-unmeasured: promises something under 'slo' that nothing measures in 'open': it has no metrics of the kit, and no mesh or gateway there counts its requests; write slo: 'none', or choose a mesh or gateway there that counts requests`,
    ]));

  test('is measured by a gateway that counts', () =>
    expect(mistakesIn(sampleWith({ ...counting, ...promising({ availability: 99 }) }))).toEqual([]));

  test('is held against a limit at which the gateway counts', () =>
    expect(mistakesIn(sampleWith({ ...counting, ...promising({ latencyMs: 200 }) }))).toEqual([
      `${menu}: slo-threshold-not-bucket-edge: slo.latencyMs is 200, which is no limit at which requests are counted in 'open'; write 250 or 100`,
    ]));
});
