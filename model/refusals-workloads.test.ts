import { accepted, type Fields, kitchen, meals, menu, mistakesIn, open, type Row, refused, sampleWith, waiter } from './testing';

const image = 'images.example.org/staff/waiter';
const probes = { ready: { http: '/healthz' } };
const foreign: Fields = { image, probes };
const noHttp: Fields = {
  ...foreign,
  http: undefined,
  probes: { ready: { tcp: 'bell' } },
  ports: { bell: { port: 7100 } },
  calls: undefined,
};

accepted([
  [waiter, { ...foreign, user: 1000, writable: ['/var/cache'], command: ['/serve'], arguments: ['--loud'] }],
  [
    waiter,
    { ...foreign, ports: { bell: { port: 7100, servicePort: 80, protocol: 'grpc' } }, probes: { ready: { grpc: '', port: 'bell' } } },
  ],
  [waiter, { addresses: { KITCHEN_ADDR: 'kitchen', HATCH: 'kitchen:http' } }],
  [waiter, { worker: {} }],
  [waiter, { worker: { max: 3, lagPerPod: 10 } }],
  [waiter, { worker: { max: 40 }, queues: ['bills'] }],
  [waiter, { tasks: { polish: { schedule: '*/5 0-6 * * 1,5', command: ['polish'], timeout: '10m' } } }],
  [waiter, { tasks: { train: { command: ['train'], size: { cpu: '1000m', memory: '4Gi', gpu: 1 } } } }],
  [waiter, { scale: { requestsPerSecondPerPod: 50, metric: { name: 'waiter_open_tables', perPod: 4 } } }],
  [waiter, { slo: { availability: 99.9 } }],
  [waiter, { slo: 'none' }],
  [waiter, { ...foreign, scale: { min: 3, max: undefined }, storage: { size: '10Gi', path: '/data' } }],
  [waiter, { ...noHttp, storage: { size: '10Gi', path: '/data' }, scale: { min: 3, max: 3 } }],
  [waiter, { initContainers: { lay: { command: ['lay-the-table'] } } }],
]);

describe('the shape of a workload', () => {
  refused(waiter, [
    [{ http: { servicePort: 0 } }, 'out-of-range: http.servicePort is 0; write a whole number from 1 to 65535'],
    [
      { ports: { http: { port: 7100 } } },
      "bad-name: 'ports.http' is not a name; use at most 15 lower-case letters, digits and hyphens, and not 'http', which is the port of 'http'",
    ],
    [{ user: 0 }, 'out-of-range: user is 0; write a whole number from 1000 to 65533'],
    [{ writable: ['/tmp'] }, "bad-path: writable[0] is '/tmp'; write a folder such as '/var/cache'; '/tmp' is always there"],
    [{ command: [] }, 'out-of-range: command is a list of 0; write at least one word'],
    [{ size: { cpu: '1m', memory: '1Mi', gpu: 9 } }, 'out-of-range: size.gpu is 9; write a whole number from 1 to 8'],
    [
      { tasks: { polish: { command: ['x'], schedule: 'daily' } } },
      "bad-schedule: tasks.polish.schedule is 'daily'; write five fields of cron in UTC, such as '0 3 * * *'",
    ],
    [
      { tasks: { polish: { command: ['x'], timeout: '25h' } } },
      "bad-unit: tasks.polish.timeout is '25h'; write at least '1s' and at most '24h'",
    ],
    [{ slo: { availability: 100 } }, 'out-of-range: slo.availability is 100; write a number from 90 to 99.99'],
    [
      { probes: { ready: {} } },
      "wrong-value: probes.ready is an object with no fields; write { http: '/path' }, { grpc: '' } or { tcp: '<port>' }",
    ],
    [{ rollout: 'slow' }, "unknown-value: rollout is 'slow'; write 'rolling' or 'canary' or 'blue-green'"],
  ] as Row[]);
});

describe('a workload', () => {
  refused(waiter, [
    [{ image, http: undefined }, 'nothing-runs: has no http, ports, worker, storage or tasks; say what it does'],
    [
      { http: undefined },
      "http-missing: has no http, and its code is kept beside its definition; add http, which its health is asked on, or name its 'image'",
    ],
    [
      { image, probes, http: undefined, tasks: { polish: { command: ['polish'] } } },
      "unknown-port: probes.ready names the port 'http', which it does not have; add http or ports",
    ],
    [
      { image },
      "probes-missing: has an image from elsewhere and no probes; say how it tells that it is ready: probes: { ready: { http: '/healthz' } }",
    ],
    [{ ...foreign, ports: { bell: { port: 7003 } } }, "port-taken: the port 7003 of 'bell' is also that of 'http'; choose another"],
    [
      { ...foreign, http: { servicePort: 80 }, ports: { bell: { port: 7100, servicePort: 80 } } },
      "port-taken: the servicePort 80 of 'bell' is also that of 'http'; choose another",
    ],
    [
      { probes: { ready: { tcp: 'htp' } } },
      "unknown-port: probes.ready names the port 'htp', which it does not have; did you mean 'http'?",
    ],
    [
      { probes: { ready: { http: '/x' }, live: { http: '/x' } } },
      'probes-identical: probes.live asks what probes.ready asks; ask something that fails only when a restart would help, or leave it out',
    ],
    [{ metrics: { port: 'bell' } }, "unknown-port: metrics names the port 'bell', which it does not have; use one of http"],
    [
      { metrics: 'none', scale: { requestsPerSecondPerPod: 5 } },
      "metrics-missing: scale.requestsPerSecondPerPod asks for metrics, and it has none; say under 'metrics' where they are",
    ],
    [
      { worker: { max: 4 } },
      'consumers-exceed-partitions: worker.max is 4, and no consumed topic has more than 3 partitions; write 3 or less; a pod without a partition has nothing to do',
    ],
    [{ worker: { min: 3, max: 2 } }, 'max-below-min: worker.max is 2 and min is 3; write a max that is at least min'],
    [
      { storage: { size: '1Gi', path: '/data' } },
      'store-scaled: has storage, scale.min 3 and scale.max 9; leave out max; pods with disks are not added and taken away by load',
    ],
    [
      { storage: { size: '1Gi', path: '/data' }, scale: { max: undefined }, worker: {} },
      'store-differs: has storage and worker; remove worker; pods with disks are replaced one at a time',
    ],
    [
      { addresses: { KITCHEN: 'kichen' } },
      "address-not-called: addresses.KITCHEN is 'kichen', and it calls no 'kichen'; did you mean 'kitchen'?",
    ],
    [
      { addresses: { KITCHEN: 'kitchen:htp' } },
      "unknown-port: addresses.KITCHEN is 'kitchen:htp', and kitchen has no port 'htp'; did you mean 'http'?",
    ],
  ] as Row[]);

  refused(menu, [
    [{ worker: {} }, 'worker-without-work: has a worker, and no consumes or queues; remove it, or say what it works off'],
  ] as Row[]);

  refused(kitchen, [
    [
      { produces: [meals.cooked], worker: { max: 1 }, queues: undefined },
      'worker-without-work: has a worker, and no consumes or queues; remove it, or say what it works off',
    ],
  ] as Row[]);
});

describe('a rollout', () => {
  const frugal = { [open]: { shape: 'frugal' } };
  const asked = (fields: Fields): string[] => mistakesIn(sampleWith({ ...frugal, [waiter]: fields }));

  test('may be asked for', () => expect(asked({ rollout: 'blue-green' })).toEqual([]));

  test('needs objectives', () =>
    expect(asked({ rollout: 'canary', slo: 'none' })).toEqual([
      `${waiter}: rollout-unmeasured: rollout is 'canary' and slo is 'none'; say what must hold under 'slo', or write 'rolling'`,
    ]));

  test('needs somebody who does it, where the environment is not frugal', () =>
    expect(mistakesIn(sampleWith({ [waiter]: { rollout: 'canary' } }))).toEqual([
      `${open}: role-needed: roles has no 'delivery', and waiter has a rollout that is not 'rolling'; choose a component that has the role`,
    ]));
});
