import { sampleRegistry } from './sample';
import {
  accepted,
  component,
  definition,
  type Fields,
  kitchen,
  menu,
  mistakesIn,
  open,
  type Row,
  refused,
  sampleWith,
  teams,
  unknownFields,
  waiter,
} from './testing';

const waived: Fields = { rule: 'run-as-root', reason: 'The stove needs it until it is replaced.', until: '2026-11-30' };

accepted([
  [waiter, { http: { port: 1024 } }],
  [waiter, { http: { port: 65_535 } }],
  [waiter, { scale: { min: 9, max: 9, cpuPercent: 10 } }],
  [waiter, { scale: { min: undefined, max: 3 } }],
  [menu, { scale: { min: 2, max: 1000, cpuPercent: 90 } }],
  [menu, { tier: 'batch', scale: { min: 1, max: 1 } }],
  [waiter, { in: { open: { scale: { min: 1, max: 1 } } } }],
  [waiter, { external: ['example.org'] }],
  [waiter, { buckets: ['b'.repeat(27)] }],
  [waiter, { queues: ['q'.repeat(63)] }],
  [waiter, { calls: ['menu', 'menu'] }],
  [waiter, { settings: { TIP_PERCENT: '10' }, in: { open: { settings: { TIP_PERCENT: '12' } } } }],
]);

unknownFields([
  [waiter, { call: [] }, 'call', 'calls'],
  [waiter, { http: { prot: 1 } }, 'http.prot', 'port'],
  [waiter, { scale: { mim: 1 } }, 'scale.mim', 'min'],
  [waiter, { waivers: [{ ...waived, util: '' }] }, 'waivers[0].util', 'until'],
  [kitchen, { size: { cpus: '1m' } }, 'size.cpus', 'cpu'],
]);

describe('the shape of a service', () => {
  refused(waiter, [
    [{ in: { open: { tier: 'batch' } } }, 'unknown-field: in.open.tier is not a field; known are settings, size, scale'],
    [{ owner: undefined }, 'missing-field: owner is missing; add it, a string'],
    [{ http: { port: undefined } }, 'missing-field: http.port is missing; add it, a number'],
    [{ tier: undefined }, "missing-field: tier is missing; add it: 'critical' or 'standard' or 'batch'"],
    [{ owner: 3 }, 'wrong-type: owner is 3; write a string'],
    [{ calls: 'menu' }, "wrong-type: calls is 'menu'; write an array"],
    [{ http: 7003 }, 'wrong-type: http is 7003; write an object'],
    [{ http: { port: 7003.5 } }, 'wrong-type: http.port is 7003.5; write a whole number from 1024 to 65535'],
    [{ tier: 'gold' }, "unknown-value: tier is 'gold'; write 'critical' or 'standard' or 'batch'"],
    [{ database: 'mysql' }, "unknown-value: database is 'mysql'; write 'postgresql'"],
    [{ purpose: 'Takes orders' }, "bad-purpose: purpose is 'Takes orders'; write one sentence that ends with a full stop"],
    [{ queues: ['Pans'] }, "bad-name: queues[0] is 'Pans'; use at most 63 lower-case letters, digits and hyphens"],
    [{ external: 'any' }, "wrong-value: external is 'any'; write a list of host names, or 'any-https'"],
    [{ external: ['cards'] }, "bad-host: external[0] is 'cards'; write a host name such as 'api.example.org'"],
    [{ http: { port: 80 } }, 'out-of-range: http.port is 80; write a whole number from 1024 to 65535'],
    [{ http: { port: 65_536 } }, 'out-of-range: http.port is 65536; write a whole number from 1024 to 65535'],
    [{ http: { port: 1e30 } }, 'out-of-range: http.port is 1e+30; write a whole number from 1024 to 65535'],
    [{ scale: { min: 0 } }, 'out-of-range: scale.min is 0; write a whole number from 1 to 1000'],
    [{ scale: { max: 1001 } }, 'out-of-range: scale.max is 1001; write a whole number from 1 to 1000'],
    [{ scale: { cpuPercent: 95 } }, 'out-of-range: scale.cpuPercent is 95; write a whole number from 10 to 90'],
  ]);

  const pathFix = "write one segment of lower-case letters, digits and hyphens, such as '/gifts'";
  refused(
    waiter,
    ['waiter', '/', '/Waiter', '/waiter/', '/a/b'].map((path) => [{ http: { path } }, `bad-path: http.path is '${path}'; ${pathFix}`]),
  );

  refused(
    waiter,
    ['250', '-5m', '1e3m', '1.5m', '0m'].map((cpu) => [
      { size: { cpu, memory: '1Gi' } },
      `bad-unit: size.cpu is '${cpu}'; write it like '250m'`,
    ]),
  );

  refused(
    waiter,
    ['512', '1G', '0Mi'].map((memory) => [
      { size: { cpu: '250m', memory } },
      `bad-unit: size.memory is '${memory}'; write it like '512Mi' or '20Gi'`,
    ]),
  );

  test.each([
    [null, 'null'],
    ['waiter', "'waiter'"],
    [[], 'a list of 0'],
    [Array(9).fill(''), 'a list of 9'],
  ])('a definition that is %j', (value, shown) => {
    const services = [definition('services/bar/cook/service.ts', value)];
    const mistake = `services/bar/cook/service.ts: wrong-type: the definition is ${shown}; write an object`;
    expect(mistakesIn(sampleWith({}, { services }))).toEqual([mistake]);
  });
});

describe('a value that JSON cannot hold', () => {
  const circular: Record<string, unknown> = { at: 1 };
  circular.self = circular;

  test.each<[what: string, fields: Fields, mistake: string]>([
    ['a bigint', { http: { port: 7003n } }, 'wrong-type: http.port is 7003; write a whole number from 1024 to 65535'],
    ['a circular object', { owner: [circular, circular] }, 'wrong-type: owner is a list of 2; write a string'],
    ['a symbol', { owner: Symbol('back') }, 'wrong-type: owner is Symbol(back); write a string'],
    ['not a number', { http: { port: Number.NaN } }, 'wrong-type: http.port is NaN; write a whole number from 1024 to 65535'],
  ])('is shown: %s', (_, fields, mistake) => expect(mistakesIn(sampleWith({ [waiter]: fields }))).toEqual([`${waiter}: ${mistake}`]));

  test('is shown: a circular object, by its first fields', () => {
    const services = sampleRegistry().services.map((source) => {
      const fields = source.exports.default as Fields;
      return source.file === waiter ? definition(waiter, { ...fields, tier: Object.assign({ b: 1, c: 2, d: 3, e: 4 }, circular) }) : source;
    });
    const mistake = "unknown-value: tier is an object with b, c, d, e, …; write 'critical' or 'standard' or 'batch'";
    expect(mistakesIn({ ...sampleRegistry(), services })).toEqual([`${waiter}: ${mistake}`]);
  });
});

describe('a service among others', () => {
  const derivedFix = 'remove it; what it holds follows from the rest';
  const fewer = "or say for one environment under 'in' that fewer will do";
  refused(waiter, [
    [{ settings: { PORT: '1' } }, `setting-taken: settings.PORT is given by the platform; ${derivedFix}`],
    [{ in: { open: { settings: { TILL_FILE: 'x' } } } }, `setting-taken: settings.TILL_FILE is given by the platform; ${derivedFix}`],
    [
      { settings: { TILL_PASSWORD: 'x' } },
      "secret-in-settings: settings.TILL_PASSWORD sounds like a secret; name it in 'secrets' or 'keys'; settings stand in Git",
    ],
    [{ settings: { KITCHEN_URL: 'x' }, calls: ['kitchen'] }, `setting-taken: settings.KITCHEN_URL is given by the platform; ${derivedFix}`],
    [{ keys: ['client'] }, "secret-taken: 'client' is a secret that the platform makes itself; rename one of them, or remove it"],
    [{ keys: ['till-key'] }, "secret-taken: 'till-key' is named twice in keys and secrets; rename one of them, or remove it"],
    [{ calls: ['kichen'] }, "unknown-callee: calls 'kichen', which is not a service; did you mean 'kitchen'?"],
    [{ calls: ['bicycle'] }, "unknown-callee: calls 'bicycle', which is not a service; remove it or add the service"],
    [{ calls: ['kichen', 'kichen'] }, "unknown-callee: calls 'kichen', which is not a service; did you mean 'kitchen'?"],
    [{ calls: ['waiter', 'waiter'] }, "calls-itself: calls 'waiter', which is this service; remove it"],
    [{ owner: 'frnt' }, "unknown-team: owner is 'frnt', which is not a team; did you mean 'front'?"],
    [{ owner: 'sommeliers' }, "unknown-team: owner is 'sommeliers', which is not a team; add it to platform/teams.ts"],
    [{ in: { opn: {} } }, "unknown-environment: in.opn is not an environment; did you mean 'open'?"],
    [{ in: { production: {} } }, 'unknown-environment: in.production is not an environment; remove it'],
    [
      { http: { port: 7001 } },
      'port-taken: http.port 7001 is also that of menu; choose a port of its own; local mode runs all services on one machine',
    ],
    [{ http: { path: '/menu' } }, "path-taken: http.path '/menu' is also that of menu; choose a path of its own"],
    [{ scale: { min: 5, max: 4 } }, 'max-below-min: scale.max is 4 and min is 5; write a max that is at least min'],
    [{ scale: { min: undefined, max: 2 } }, 'max-below-min: scale.max is 2 and min is 3; write a max that is at least min'],
    [{ scale: { min: 2 } }, `min-below-tier: scale.min is 2, and a critical service has at least 3; write 3 or more, ${fewer}`],
    [{ in: { open: { scale: { max: 2 } } } }, 'max-below-min: in.open.scale.max is 2 and min is 3; write a max that is at least min'],
    [{ in: { open: { scale: { min: 10 } } } }, 'max-below-min: in.open.scale.max is 9 and min is 10; write a max that is at least min'],
    [
      { buckets: ['receipts-of-all-the-guests-we-had'] },
      "name-too-long: the bucket 'open-ap-south-1-waiter-receipts-of-all-the-guests-we-had-888888888888' would have 69 characters, " +
        'AWS allows 63; shorten a name',
    ],
  ]);

  refused(menu, [
    [{ scale: { min: 1 } }, `min-below-tier: scale.min is 1, and a standard service has at least 2; write 2 or more, ${fewer}`],
    [{ scale: { max: 1 } }, 'max-below-min: scale.max is 1 and min is 2; write a max that is at least min'],
    [{ in: { open: { scale: { max: 1 } } } }, 'max-below-min: in.open.scale.max is 1 and min is 2; write a max that is at least min'],
  ]);

  const pans = 'p'.repeat(63);
  refused(kitchen, [
    [{ queues: [pans] }, `name-too-long: the queue 'open-kitchen-${pans}-dead' would have 81 characters, AWS allows 80; shorten a name`],
  ]);

  test('may name a team that has a mistake of its own', () => {
    expect(mistakesIn(sampleWith({ [teams]: { front: { slack: 'front' } } }))).toEqual([
      `${teams}: bad-channel: front.slack is 'front'; write it like '#team-name'`,
    ]);
  });

  test('may name an environment and a service that have a mistake of their own', () => {
    const registry = sampleWith({
      [open]: { shape: 'big' },
      [kitchen]: { database: 'mysql' },
      [waiter]: { in: { open: { scale: { max: 4 } } } },
    });
    expect(mistakesIn(registry)).toEqual([
      `${open}: unknown-value: shape is 'big'; write 'frugal' or 'small' or 'full'`,
      `${kitchen}: unknown-value: database is 'mysql'; write 'postgresql'`,
    ]);
  });
});

describe('a waiver', () => {
  const waiver = (fields: Fields): Fields => ({ waivers: [{ ...waived, ...fields }] });
  const rows: Row[] = [
    [waiver({ rule: 'run-as-rot' }), "unknown-rule: waives 'run-as-rot', which is not a rule; did you mean 'run-as-root'?"],
    [waiver({ rule: 'smoking' }), "unknown-rule: waives 'smoking', which is not a rule; remove the waiver"],
    ...['because', ' '.repeat(20)].map((reason): Row => {
      const fix = 'say in a sentence why the rule is broken and what is done instead';
      return [waiver({ reason }), `waiver-without-reason: waivers[0].reason is '${reason}'; ${fix}`];
    }),
    ...['30.11.2026', '2026-11-31', '2026-02-29', '2026-13-01', '2026-00-10', '2026-01-00'].map(
      (until): Row => [waiver({ until }), `bad-unit: waivers[0].until is '${until}'; write a day of the calendar like '2026-11-30'`],
    ),
  ];
  const rules = [definition('checks/run-as-root.ts', {})];
  refused(waiter, rows, { rules });
  refused(component('door'), rows, { rules });

  test('may hold until a leap day', () => {
    expect(mistakesIn(sampleWith({ [waiter]: waiver({ until: '2028-02-29' }) }, { rules }))).toEqual([]);
  });
});
