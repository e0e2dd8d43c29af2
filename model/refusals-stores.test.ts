import { sampleRegistry } from './sample';
import { accepted, component, definition, type Fields, kitchen, mistakesIn, open, refused, sampleWith, teams, waiter } from './testing';

/** A service of its own, that nobody needs. */
const plain = (port: number): Fields => ({
  ...(sampleRegistry().services.find(({ file }) => file.includes('/menu/'))?.exports.default as Fields),
  http: { port, path: `/s${port}`, exposure: 'cluster' },
  cache: undefined,
});
const service = (path: string, fields: Fields, port = 7900) => definition(`services/${path}/service.ts`, { ...plain(port), ...fields });
const rename = 'rename one of them';

describe('a name in AWS that two come to', () => {
  test.each([
    [
      'restaurant/waiter-till',
      { buckets: ['rolls'] },
      { buckets: ['receipts', 'till-rolls'] },
      [
        "the bucket 'rolls' of waiter-till and the one 'till-rolls' of waiter would both be 'open-ap-south-1-waiter-till-rolls-888888888888'",
      ],
    ],
    [
      'restaurant/waiter-till',
      { queues: ['rolls'] },
      { queues: ['till-rolls'] },
      [
        "the queue 'rolls' of waiter-till and the one 'till-rolls' of waiter would both be 'open-waiter-till-rolls'",
        "the queue of what failed in 'rolls' of waiter-till and the one of what failed in 'till-rolls' of waiter would both be " +
          "'open-waiter-till-rolls-dead'",
      ],
    ],
    [
      'dining/ap-south-1',
      { queues: ['interruptions'] },
      {},
      ["the queue 'interruptions' of ap-south-1 and the one of the platform itself would both be 'open-ap-south-1-interruptions'"],
    ],
    [
      'kitchen/platform-admin',
      { database: 'postgresql' },
      {},
      ["the database of platform-admin and the one of the platform itself would both be 'platform_admin'"],
    ],
    [
      'kitchen/template1',
      { database: 'postgresql' },
      {},
      ["the database of template1 and the one of the platform itself would both be 'template1'"],
    ],
    [
      'kitchen/nobody',
      { cache: 'valkey' },
      {},
      ["the login to the cache of nobody and the one of the platform itself would both be 'open-nobody'"],
    ],
    [
      'nodes/pools',
      {},
      {},
      ["the IAM role of 'pools' in nodes and the one of the platform itself would both be 'open-ap-south-1-nodes-pools'"],
    ],
    ['team/back', {}, {}, ["the IAM role of 'back' in team and the one of the team back would both be 'open-ap-south-1-team-back'"]],
  ])('%s %j beside %j', (path, fields, ofWaiter, facts) => {
    const registry = sampleWith({ [waiter]: ofWaiter }, { services: [service(path, fields)] });
    expect(mistakesIn(registry)).toEqual(facts.map((fact) => `services/${path}/service.ts: name-taken: ${fact}; ${rename}`));
  });

  test('is refused of one service alone', () =>
    expect(mistakesIn(sampleWith({ [kitchen]: { queues: ['pans', 'pans-dead'] } }))).toEqual([
      `${kitchen}: name-taken: the queue 'pans-dead' of kitchen and the one of what failed in 'pans' of kitchen would both be ` +
        `'open-kitchen-pans-dead'; ${rename}`,
    ]));

  test('is refused of two domains', () => {
    const services = [service('dining/room-service', {}, 7900), service('dining-room/service', {}, 7901)];
    expect(mistakesIn(sampleWith({}, { services }))).toEqual([
      "services/dining-room/service/service.ts: name-taken: the IAM role of 'service' in dining-room and the one of 'room-service' in dining " +
        `would both be 'open-ap-south-1-dining-room-service'; ${rename}`,
    ]);
  });

  test('is refused of a service and a component', () => {
    const iam = { iam: () => ({}), namespace: 'restaurant-front', provides: { serviceAccounts: ['door'] } };
    const registry = sampleWith({ [component('kinds')]: iam }, { services: [service('restaurant/front-door', {})] });
    expect(mistakesIn(registry)).toEqual([
      "services/restaurant/front-door/service.ts: name-taken: the IAM role of 'front-door' in restaurant and the one of 'door' in " +
        `restaurant-front would both be 'open-ap-south-1-restaurant-front-door'; ${rename}`,
    ]);
  });

  test.each([
    ['888888888888', 2],
    ['777777777777', 0],
  ])('is refused where two environments share an account: 888888888888 and %s', (account, mistakes) => {
    const environments = [
      definition('platform/environments/open-kitchen.ts', {
        ...(sampleRegistry().environments[0]?.exports.default as Fields),
        ...{ account, targets: 'none' },
        clusters: [{ region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.210.0.0/16' }],
      }),
    ];
    const services = [service('dining/kitchen-kitchen', { queues: ['pans'] })];
    const fact = "name-taken: the queue 'pans' of kitchen-kitchen and the one 'pans' of kitchen would both be 'open-kitchen-kitchen-pans'";
    const found = mistakesIn(sampleWith({}, { environments, services }));
    expect(found).toHaveLength(mistakes);
    expect(found.some((mistake) => mistake.includes(fact))).toBe(mistakes > 0);
  });
});

describe('a store that an environment forbids', () => {
  const fix = (store: string) => `remove ${store}, leave open out of its environments, or allow it there`;
  const forbidding = (...forbids: string[]) => ({ [open]: { forbids } });

  test('is refused to each service that asks for it', () =>
    expect(mistakesIn(sampleWith(forbidding('database', 'buckets')))).toEqual([
      `${kitchen}: store-forbidden: asks for database, which ${open} forbids; ${fix('database')}`,
      `${waiter}: store-forbidden: asks for buckets, which ${open} forbids; ${fix('buckets')}`,
      `${waiter}: store-forbidden: asks for database, which ${open} forbids; ${fix('database')}`,
    ]));

  test('is free to a service of another environment', () => {
    const elsewhere = definition('platform/environments/tent.ts', {
      ...(sampleRegistry().environments[0]?.exports.default as Fields),
      account: '777777777777',
      clusters: [{ region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.210.0.0/16' }],
      targets: 'none',
      forbids: ['search'],
    });
    const asking = (environments: string[]) => ({
      environments: [elsewhere],
      services: [service('dining/atlas', { search: 'opensearch', environments })],
    });
    expect(mistakesIn(sampleWith({}, asking(['open'])))).toEqual([]);
    expect(mistakesIn(sampleWith({}, asking(['open', 'tent'])))).toEqual([
      'services/dining/atlas/service.ts: store-forbidden: asks for search, which platform/environments/tent.ts forbids; ' +
        'remove search, leave tent out of its environments, or allow it there',
    ]);
  });

  accepted([
    [open, { forbids: [] }],
    [open, { forbids: ['documents', 'search'] }],
  ]);
  refused(open, [
    [
      { forbids: ['databse'] },
      "unknown-value: forbids[0] is 'databse'; write 'buckets' or 'cache' or 'database' or 'documents' or 'queues' or 'search'",
    ],
  ]);
});

describe('messages to people', () => {
  accepted([
    [waiter, { sends: ['email', 'sms'] }],
    [waiter, { sends: ['sms'], settings: { MAIL_URL: 'smtp://mail.example.org' } }],
    [waiter, { sends: ['sms'], secrets: ['mail-url', 'till-key'] }],
  ]);
  refused(waiter, [
    [{ sends: ['fax'] }, "unknown-value: sends[0] is 'fax'; write 'email' or 'sms'"],
    [{ sends: ['sms', 'sms'] }, 'listed-twice: sends is a list of 2; name each once'],
    [
      { sends: ['email'], settings: { MAIL_URL: 'x' } },
      'setting-taken: settings.MAIL_URL is given by the platform; remove it; what it holds follows from the rest',
    ],
    [
      { sends: ['email'], secrets: ['mail-url', 'till-key'] },
      "secret-taken: 'mail-url' is a secret that the platform makes itself; rename one of them, or remove it",
    ],
  ]);
});

test('what is bad is refused all at once, whatever it is', () => {
  const cluster = { region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.210.0.0/16' };
  const environments = [
    { account: '12345678901' },
    { clusters: [{ ...cluster, cidr: '10.200.0.0/16' }] },
    { clusters: [{ ...cluster, cidr: '10.211.0.0/20' }] },
    { clusters: [{ ...cluster, zones: ['a', 'z'] }] },
    { clusters: [{ ...cluster, cidr: '10.212.0.0/16', zones: ['a', 'f'] }] },
    { clusters: [{ ...cluster, cidr: '10.213.0.0/16', kubernetes: '1.20' }] },
  ].map((fields, index) =>
    definition(`platform/environments/bad-${index}.ts`, {
      ...(sampleRegistry().environments[0]?.exports.default as Fields),
      ...{ account: `77777777777${index}`, clusters: [{ ...cluster, cidr: '10.214.0.0/16' }], targets: 'none' },
      ...fields,
    }),
  );
  const registry = sampleWith(
    { [open]: { forbids: ['cache'] }, [waiter]: { buckets: ['receipts', 'till-rolls'] }, [teams]: {} },
    { environments, services: [service('restaurant/waiter-till', { buckets: ['rolls'] })] },
  );
  expect(mistakesIn(registry).map((mistake) => mistake.split(': ').slice(0, 2).join(': '))).toEqual([
    'platform/environments/bad-0.ts: bad-account',
    'platform/environments/bad-1.ts: cidr-overlap',
    'platform/environments/bad-2.ts: bad-cidr',
    'platform/environments/bad-3.ts: bad-zone',
    'platform/environments/bad-4.ts: unknown-zone',
    'platform/environments/bad-5.ts: kubernetes-unsupported',
    'services/restaurant/menu/service.ts: store-forbidden',
    'services/restaurant/waiter-till/service.ts: name-taken',
  ]);
});
