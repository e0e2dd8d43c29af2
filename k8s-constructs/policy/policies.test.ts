import { load, type Platform, type Policy, type PolicyDefinition, type RenderedApp } from '#model';
import { definition, sampleWith } from '#model/testing';
import { renderCluster } from '../render';

/** What becomes of a policy on a cluster, by who holds the role `policy`. */

const policy: PolicyDefinition = {
  purpose: 'Every Service has a label.',
  why: 'Nobody finds it otherwise.',
  message: 'it has no labels; add one',
  match: { v1: ['Service'], 'nobody.sample.org/v1': ['Unknown'] },
  given: ({ registries }) => ({ registries: registries.slice(0, 1) }),
  validations: ['has(object.metadata.labels)'],
  modes: { full: 'deny' },
  elsewhere: {},
  cases: ({ object }) => ({ accepted: [object('v1', 'Service', {})], denied: [object('v1', 'Service', { metadata: { name: 'x' } })] }),
};

const engine = (name: 'kyverno' | 'gatekeeper') =>
  definition(`components/sample/${name}.ts`, {
    purpose: 'Refuses what breaks a policy.',
    role: 'policy',
    after: ['kinds'],
    chart: { repository: 'https://charts.sample.org', name, version: '1.0.0' },
    provides: {
      kinds: {
        'policies.kyverno.io/v1': { cluster: ['ValidatingPolicy'] },
        'templates.gatekeeper.sh/v1': { cluster: ['ConstraintTemplate'] },
      },
      policy: name,
    },
  });

const exemptions = [{ policy: 'label-services', reason: 'The kitchen is behind the house.', until: '2999-12-31' }];

/** The sample, with the policy and its engine. */
const platformWith = (name?: 'kyverno' | 'gatekeeper', fields: Partial<Policy> = {}): Platform => {
  const { platform, mistakes } = load(
    sampleWith(
      {
        'services/restaurant/kitchen/service.ts': { exemptions },
        ...(name && { 'platform/environments/open.ts': { roles: { policy: name } } }),
      },
      { policies: [definition('policies/label-services.ts', { ...policy, ...fields })], ...(name && { components: [engine(name)] }) },
    ),
  );
  if (platform === undefined) throw new Error(JSON.stringify(mistakes));
  return platform;
};

const appsOf = (platform: Platform): RenderedApp[] => platform.clusters.flatMap((cluster) => [...renderCluster(platform, cluster)]);

const rendered = (platform: Platform) =>
  appsOf(platform)
    .filter(({ name }) => name === 'policies')
    .flatMap(({ objects }) => objects.map(({ json }) => JSON.parse(JSON.stringify(json))));

const shape = platformWith().clusters[0]?.environment.shape ?? 'full';
const modes = (mode: 'audit' | 'deny') => ({ modes: { frugal: mode, small: mode, full: mode } });

test('for Kyverno: a policy, and an exception for each exemption', () =>
  expect(rendered(platformWith('kyverno', modes('deny')))).toMatchSnapshot());

test('for Gatekeeper: a template and its constraint', () => expect(rendered(platformWith('gatekeeper', modes('deny')))).toMatchSnapshot());

test('for the API server: a policy and its binding', () => expect(rendered(platformWith(undefined, modes('audit')))).toMatchSnapshot());

test('what has no mode in an environment is not there, and neither is its Application', () => {
  const platform = platformWith(undefined, { modes: shape === 'full' ? { frugal: 'deny' } : { full: 'deny' } });
  expect(rendered(platform)).toEqual([]);
  const names = appsOf(platform).flatMap(({ objects }) => objects.map(({ json }) => json.metadata.name));
  expect(names).not.toContain('policies');
});

test('policies come after their engine and before services, and the project allows their kinds', () => {
  const objects = appsOf(platformWith('gatekeeper', modes('deny'))).flatMap((app) => app.objects.map(({ json }) => json));
  const waveOf = (name: string) =>
    Number(
      objects.find(({ kind, metadata }) => kind === 'Application' && metadata.name === name)?.metadata.annotations?.[
        'argocd.argoproj.io/sync-wave'
      ],
    );
  expect(waveOf('policies')).toBe(waveOf('gatekeeper') + 1);
  expect(waveOf('waiter')).toBeGreaterThan(waveOf('policies'));
  const allowed = objects.flatMap(({ kind, metadata, spec }) =>
    kind === 'AppProject' && metadata.name === 'components'
      ? (spec as { clusterResourceWhitelist: object[] }).clusterResourceWhitelist
      : [],
  );
  expect(allowed).toContainEqual({ group: 'constraints.gatekeeper.sh', kind: 'LabelServices' });
});
