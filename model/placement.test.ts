import { samplePlatform, sampleRegistry } from './sample';
import { definition, type Fields, kitchen, mistakesIn, open, organisation, sampleWith, waiter } from './testing';

const closed = 'platform/environments/closed.ts';
const [environment] = sampleRegistry().environments;
const another = {
  environments: [
    definition(closed, {
      ...(environment?.exports.default as Fields),
      account: '777777777777',
      domain: 'closed.example.org',
      clusters: [{ region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.210.0.0/16' }],
    }),
  ],
  releases: [definition('releases/closed.json', { revision: null, images: {} })],
};
const mistakes = (changes: Readonly<Record<string, Fields>>): string[] => mistakesIn(sampleWith(changes, another));

describe('a service that is not in every environment', () => {
  test.each<[Readonly<Record<string, Fields>>, string[]]>([
    [
      { [waiter]: { environments: [] } },
      [`${waiter}: out-of-range: environments is a list of 0; name at least one, or leave it out for all`],
    ],
    [
      { [waiter]: { environments: ['opn'] } },
      [`${waiter}: unknown-environment: environments names 'opn', which is not an environment; did you mean 'open'?`],
    ],
    [
      { [waiter]: { environments: ['open'], in: { closed: {} } } },
      [
        `${waiter}: override-elsewhere: in.closed is about an environment that the service is not in; remove it, or add 'closed' to environments`,
      ],
    ],
    [
      { [kitchen]: { environments: ['open'] } },
      [
        `${waiter}: callee-elsewhere: calls 'kitchen', which is not in closed; add 'closed' to the environments of ${kitchen}`,
        `${waiter}: producer-elsewhere: consumes 'kitchen.meal.cooked.v1', which nobody produces in closed; add 'closed' to the environments of ${kitchen}`,
      ],
    ],
    [
      { [kitchen]: { environments: ['open'] }, [organisation]: { identity: 'kitchen' }, [waiter]: { environments: ['open'] } },
      [`${kitchen}: callee-elsewhere: environments is open, and the issuer of tokens is needed in all; remove environments`],
    ],
    [{ [kitchen]: { environments: ['open'] }, [waiter]: { environments: ['open'] } }, []],
    [{ [waiter]: { environments: ['open', 'closed'] } }, []],
  ])('%j', (changes, expected) => expect(mistakes(changes)).toEqual(expected));

  const probes = { ready: { http: '/healthz' } };

  test('its image may come from elsewhere, and is named without a tag', () => {
    expect(mistakes({ [waiter]: { image: 'images.example.org/staff/waiter', probes } })).toEqual([]);
    for (const image of ['waiter', 'images.example.org/waiter:1.0', 'images.example.org/waiter@sha256:00', 'https://example.org/waiter'])
      expect(mistakes({ [waiter]: { image, probes } })).toEqual([
        `${waiter}: bad-image: image is '${image}'; write a registry and a repository, without tag or digest, such as 'ghcr.io/example-org/ledger'`,
      ]);
  });
});

describe('a role that nobody holds', () => {
  test.each<[Fields, string[]]>([
    [
      { 'api-gateway': undefined },
      [`${open}: role-needed: roles has no 'api-gateway', and menu is public; choose a component that has the role`],
    ],
    [
      { secrets: undefined },
      [`${open}: role-needed: roles has no 'secrets', and kitchen is told secrets; choose a component that has the role`],
    ],
    [{ metrics: undefined }, []],
  ])('%j', (roles, expected) => expect(mistakesIn(sampleWith({ [open]: { roles } }))).toEqual(expected));
});

describe('the platform of one environment', () => {
  const platform = samplePlatform(sampleWith({ [waiter]: { environments: ['open'] } }, another));
  const namesIn = (name: string) => platform.in(name).services.map((service) => service.name);

  test('has its services, and knows no callers from elsewhere', () => {
    expect(namesIn('open')).toEqual(['kitchen', 'menu', 'waiter']);
    expect(namesIn('closed')).toEqual(['kitchen', 'menu']);
    expect(platform.in('open').callersOf('menu')).toHaveLength(1);
    expect(platform.in('closed').callersOf('menu')).toEqual([]);
    expect(() => platform.in('closed').service('waiter')).toThrow("no service 'waiter'");
  });

  test('has the topics that its services use', () => {
    const without = samplePlatform(sampleWith({ [waiter]: { environments: ['open'] }, [kitchen]: { environments: ['open'] } }, another));
    expect(without.in('open').topics.map(({ name }) => name)).toEqual(['kitchen.meal.v1']);
    expect(without.in('closed').topics).toEqual([]);
    expect(without.topics).toHaveLength(1);
  });

  test('shares the connections of its database among its own', () => {
    const few = { [open]: { database: { maxConnections: 100 } } };
    const everywhere = samplePlatform(sampleWith(few, another));
    const less = samplePlatform(sampleWith({ ...few, [waiter]: { environments: ['closed'] } }, another));
    expect(less.connectionsPerPod('open')).toBeGreaterThan(everywhere.connectionsPerPod('open'));
  });

  test('is made once', () => expect(platform.in('open')).toBe(platform.in('open').in('open')));
});
