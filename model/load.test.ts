import { load } from './load';
import { manyServices, sampleRegistry } from './sample';
import {
  type Changes,
  component,
  definition,
  type Fields,
  kitchen,
  meals,
  menu,
  mistakesIn,
  open,
  organisation,
  release,
  sampleWith,
  standIn,
  teams,
  topics,
  waiter,
  withBroken,
  withExports,
} from './testing';

test('the sample is a platform', () => expect(load(sampleWith({}))).toEqual({ platform: expect.anything(), mistakes: [] }));

test('what is refused is no platform', () => expect(load(sampleWith({ [waiter]: { owner: 'frnt' } })).platform).toBeUndefined());

test('all mistakes of all files are reported at once, by file', () => {
  const registry = sampleWith({
    [waiter]: { calls: ['kichen'] },
    [menu]: { owner: 'frnt' },
    [component('door')]: { chart: { version: '1.x' }, namespace: 'Door' },
    [open]: { roles: { secrets: 'valt' } },
  });
  expect(mistakesIn(registry)).toEqual([
    `${component('door')}: bad-name: namespace is 'Door'; use at most 63 lower-case letters, digits and hyphens`,
    `${component('door')}: version-not-exact: chart.version is '1.x'; pin one exact version such as '1.2.3'`,
    `${open}: unknown-role-holder: roles.secrets is 'valt', which is not a component; did you mean 'vault'?`,
    `${menu}: unknown-team: owner is 'frnt', which is not a team; did you mean 'front'?`,
    `${waiter}: unknown-callee: calls 'kichen', which is not a service; did you mean 'kitchen'?`,
  ]);
});

describe('a new file', () => {
  const cook = { purpose: 'Is new.', owner: 'back', tier: 'batch', http: { port: 7010, path: '/cook', exposure: 'cluster' } };
  const unique = 'rename one of them; names are unique over services and components';
  const elsewhere = 'move the service to a domain of its own';
  const iamRole = (name: string, length: number) =>
    `name-too-long: the IAM role 'open-ap-south-1-${name}' would have ${length} characters, AWS allows 64; shorten a name`;
  const [c40, c64] = ['c'.repeat(40), 'c'.repeat(64)];

  test.each<[file: string, mistakes: string[]]>([
    ['services/bar/cook/service.ts', []],
    ['services/bar/Cook_1/service.ts', ["bad-name: 'Cook_1' is not a DNS label; rename it; use lower-case letters, digits and hyphens"]],
    ['services/Bar_1/cook/service.ts', ["bad-name: the domain 'Bar_1' is not a DNS label of at most 63; rename the folder"]],
    [
      `services/bar/${c64}/service.ts`,
      [`name-too-long: '${c64}-migrate' would have 72 characters, Kubernetes allows 63; shorten the name to 55`],
    ],
    [`services/restaurant/${c40}/service.ts`, [iamRole(`restaurant-${c40}`, 67)]],
    ['services/bar/door/service.ts', [`name-taken: 'door' is also ${component('door')}; ${unique}`]],
    ['services/bar/waiter/service.ts', [`name-taken: 'waiter' is also ${waiter}; ${unique}`]],
    ['services/bar/apps/service.ts', [`name-taken: 'apps' is also the application of applications; ${unique}`]],
    ['services/bar/namespaces/service.ts', [`name-taken: 'namespaces' is also the application of all namespaces; ${unique}`]],
    ['services/bar/root/service.ts', [`name-taken: 'root' is also the application that a bare cluster is given; ${unique}`]],
    ['services/door/cook/service.ts', [`name-taken: the domain 'door' is also the namespace of ${component('door')}; ${elsewhere}`]],
    [
      'services/kube-system/cook/service.ts',
      [`name-taken: the domain 'kube-system' is also a namespace of Kubernetes itself; ${elsewhere}`],
    ],
  ])('%s', (file, mistakes) => {
    const registry = sampleWith({}, { services: [definition(file, cook)] });
    expect(mistakesIn(registry)).toEqual(mistakes.map((mistake) => `${file}: ${mistake}`));
  });

  test('with a cache, whose login AWS gives a shorter name than a role', () => {
    const name = 'c'.repeat(36);
    const file = `services/bar/${name}/service.ts`;
    expect(mistakesIn(sampleWith({}, { services: [definition(file, cook)] }))).toEqual([]);
    expect(mistakesIn(sampleWith({}, { services: [definition(file, { ...cook, cache: 'valkey' })] }))).toEqual([
      `${file}: name-too-long: the login to the cache 'open-${name}' would have 41 characters, AWS allows 40; shorten a name`,
    ]);
  });

  test('in the namespace that a component names', () => {
    const changes = { [component('door')]: { namespace: 'gate' } };
    const file = 'services/gate/cook/service.ts';
    expect(mistakesIn(sampleWith(changes, { services: [definition(file, cook)] }))).toEqual([
      `${file}: name-taken: the domain 'gate' is also the namespace of ${component('door')}; ${elsewhere}`,
    ]);
  });

  test.each<[what: string, file: string, exports: Fields, mistake: string]>([
    [
      'with a second export',
      'services/bar/cook/service.ts',
      { default: cook, helper: cook },
      "exports 'helper' beside its definition; keep one definition a file, and nothing else",
    ],
    [
      'with a second service',
      'services/restaurant/waiter/cook.ts',
      { default: cook },
      'defines a service beside the service.ts of its folder; move it to a folder of its own, as service.ts',
    ],
  ])('%s', (_, file, exports, mistake) => {
    expect(mistakesIn(sampleWith({}, { services: [{ file, exports }] }))).toEqual([`${file}: two-definitions: ${mistake}`]);
  });

  test('without a definition', () => {
    const file = 'services/bar/cook/service.ts';
    const mistake = "no-definition: has no default export; write 'export default define…({ … })'";
    expect(mistakesIn(sampleWith({}, { services: [{ file, exports: { cook } }] }))).toEqual([`${file}: ${mistake}`]);
  });
});

/** A mistake elsewhere, which must stay the only one. */
const wrongOwner = { [menu]: { owner: 'frnt' } };
const onlyThat = [`${menu}: unknown-team: owner is 'frnt', which is not a team; did you mean 'front'?`];
const [written, read] = [{ produces: [standIn().meals?.cooked] }, { consumes: [standIn().meals?.cooked] }];

describe('a file that cannot be read is not reported again', () => {
  test.each<[string, string, Changes]>([
    ['a service that others call, and that writes what they read', kitchen, {}],
    ['a service that reads what others write', waiter, { [kitchen]: { calls: ['waiter'] } }],
    ['the service that issues tokens', kitchen, { [organisation]: { identity: 'kitchen' } }],
    ['an environment that services name', open, { [waiter]: { in: { open: { scale: { max: 4 } } } } }],
    ['a component that others come after', component('kinds'), {}],
    ['a component that holds a role', component('scraper'), {}],
    ['topics whose events are written and read', topics, { [kitchen]: written, [waiter]: read }],
    ['topics whose events are written only', topics, { [kitchen]: written, [waiter]: { consumes: [] } }],
    ['topics whose events are read only', topics, { [kitchen]: { produces: [] }, [waiter]: read }],
    ['a release', release, {}],
    ['the organisation', organisation, {}],
  ])('%s', (_, file, changes) => {
    expect(load(withBroken(file, sampleWith(changes)))).toEqual({ platform: undefined, mistakes: [] });
    expect(mistakesIn(withBroken(file, sampleWith({ ...changes, ...wrongOwner })))).toEqual(onlyThat);
  });

  test('the teams, one of which may be the owner', () => {
    expect(load(withBroken(teams, sampleWith(wrongOwner)))).toEqual({ platform: undefined, mistakes: [] });
    const nobody = { [waiter]: { calls: ['kichen'] } };
    expect(mistakesIn(withBroken(teams, sampleWith(nobody)))).toEqual([
      `${waiter}: unknown-callee: calls 'kichen', which is not a service; did you mean 'kitchen'?`,
    ]);
  });
});

describe('what a healthy file takes from one that cannot be read is not reported', () => {
  const value = standIn().value;

  test.each<[string, Fields]>([
    [waiter, { owner: value }],
    [waiter, { http: { port: value?.port } }],
    [waiter, { http: value }],
    [waiter, { calls: [value, 'menu'] }],
    [waiter, { external: value }],
    [waiter, { size: { cpu: value, memory: '1Gi' } }],
    [waiter, { in: value }],
    [waiter, { in: { open: value } }],
    [waiter, { waivers: [value] }],
    [component('door'), { provides: value }],
    [component('door'), { provides: { gateway: value } }],
    [component('door'), { role: value, values: value, objects: value, network: value }],
    [component('door'), { after: [value] }],
    [teams, { back: value }],
    [teams, { front: { slack: value } }],
    [open, { roles: value }],
    [open, { clusters: [value] }],
    [open, { database: { maxConnections: value } }],
  ])('in %s, example %#', (file, fields) => {
    const unreadMenu = withBroken(menu, sampleWith({ [file]: fields }));
    expect(load(unreadMenu)).toEqual({ platform: undefined, mistakes: [] });
  });

  test.each([kitchen, component('kinds'), open, organisation, release])('as the whole definition of %s', (file) => {
    const reexported = withExports(file, { default: value }, withBroken(menu, sampleWith({})));
    expect(load(reexported)).toEqual({ platform: undefined, mistakes: [] });
  });

  test('as a topic', () => {
    const registry = withBroken(menu, sampleWith({ [kitchen]: written, [waiter]: read }));
    expect(load(withExports(topics, { meals: value }, registry))).toEqual({ platform: undefined, mistakes: [] });
  });

  test('as an event, beside a mistake, which is', () => {
    const changes = { [kitchen]: written, [waiter]: { ...read, owner: 'frnt' } };
    expect(mistakesIn(withBroken(topics, sampleWith(changes)))).toEqual([
      `${waiter}: unknown-team: owner is 'frnt', which is not a team; did you mean 'front'?`,
    ]);
  });

  test('beside a mistake, which is', () => {
    expect(mistakesIn(sampleWith({ [menu]: { http: value, tier: 'gold' } }))).toEqual([
      `${menu}: unknown-value: tier is 'gold'; write 'critical' or 'standard' or 'batch'`,
    ]);
  });
});

test('nothing is kept from one load to the next', () => {
  expect(load(sampleWith({ [waiter]: { owner: 'frnt' } })).mistakes).toHaveLength(1);
  expect(load(sampleRegistry()).mistakes).toEqual([]);
});

describe('what no type would allow ends in words', () => {
  const topicFile = (exported: unknown) => mistakesIn(withExports(topics, { meals, more: exported } as Fields, sampleWith({})));

  test.each([null, 'text', { topic: undefined }, { topic: { name: 'x' }, cooked: null }])('a topics file that exports %j', (exported) =>
    expect(topicFile(exported)).toEqual([expect.stringMatching(/^platform\/topics\/kitchen\.ts: not-a-topic: more is /)]),
  );

  test.each([{ type: undefined }, { type: 'x', topic: null }, 5])('produces [%j]', (event) =>
    expect(mistakesIn(sampleWith({ [menu]: { produces: [event] } }))).toEqual([
      expect.stringContaining('import the topic from platform/topics'),
    ]),
  );

  test('a stand-in for the whole definition, or for a part of it: no mistake of its own, and no platform', () => {
    for (const fields of [standIn().x, { owner: standIn().x }]) {
      const registry = withExports(
        kitchen,
        { default: typeof fields === 'function' ? fields : { ...definitionOf(kitchen), ...fields } },
        sampleWith({}),
      );
      expect(load(registry)).toEqual({ mistakes: [] });
    }
  });

  test.each([
    ['consumes: [meals.cooked]', []],
    [
      'owner: ,',
      [
        `${kitchen}: event-without-consumer: produces 'kitchen.meal.cooked.v1', which no service consumes; remove it until somebody listens`,
      ],
    ],
  ])('a service that cannot be read, with the text %j, may hear what it mentions', (text, mistakes) => {
    const registry = sampleWith({ [waiter]: { consumes: [] } });
    expect(mistakesIn(withExports(menu, { [Symbol.for('platform.broken')]: text } as Fields, registry))).toEqual(mistakes);
  });

  test('a teams file that is not there is one mistake', () =>
    expect(mistakesIn({ ...sampleWith({}), teams: [] })).toEqual([
      `${teams}: missing-file: there is no such file; add it, with 'export default defineTeams({ … })'`,
    ]));

  test('a name that is listed twice', () =>
    expect(mistakesIn(sampleWith({ [kitchen]: { queues: ['pans', 'pans'] } }))).toEqual([
      `${kitchen}: listed-twice: queues is a list of 2; name each once`,
    ]));
});

const definitionOf = (file: string): Fields => sampleRegistry().services.find((source) => source.file === file)?.exports.default as Fields;

test('the platforms of which growth is measured have no mistakes', () => expect(load(manyServices(31, 3)).mistakes).toEqual([]));
