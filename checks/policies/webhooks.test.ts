import { renderCluster } from '#k8s-constructs/render';
import { type Cluster, load } from '#model';
import { registry } from '#registry';
import { findingsOf, rulesOf, sceneOf } from '../mechanism';

/** Ways in which the values of a policy engine could lock a cluster, each tried on every cluster that has the engine. */

const { platform } = load(registry);
if (platform === undefined) throw new Error('the platform has mistakes; run platform check');
const rules = rulesOf(registry.rules).filter(({ id }) => id === 'policy-webhook-can-lock-cluster' || id === 'policy-namespace-unknown');

// biome-ignore lint/suspicious/noExplicitAny: a test writes what no type would allow
type Values = any;

/** What the rules say when the holder of the role has other values. */
const factsWith = (cluster: Cluster, change: (values: Values) => void): string[] => {
  const apps = [...renderCluster(platform, cluster)].map((app) => ({
    ...app,
    objects: app.objects.map(({ json, model }) => {
      if (json.kind !== 'Application' || json.metadata.name !== cluster.environment.roles.policy) return { json, model };
      const copy = structuredClone(json) as Values;
      change((copy.spec.source ?? copy.spec.sources[0]).helm.valuesObject);
      return { json: copy, model };
    }),
  }));
  return findingsOf(rules, sceneOf(platform, cluster, apps)).findings.map(({ file, fact }) => `${file}: ${fact.replace(/^\S+ \S+: /, '')}`);
};

const byEngine = (engine: Cluster['policy']) =>
  platform.clusters.filter(({ policy }) => policy === engine).map((cluster) => [cluster.name, cluster] as const);

const fileOf = ({ components, environment }: Cluster): string =>
  components.find(({ name }) => name === environment.roles.policy)?.file ?? '';

test.each(platform.clusters.map((cluster) => [cluster.name, cluster] as const))('nothing is wrong with %s', (_, cluster) =>
  expect(factsWith(cluster, () => undefined)).toEqual([]),
);

describe.each(byEngine('kyverno'))('on %s', (_, cluster) => {
  const full = cluster.environment.shape === 'full';
  const many = cluster.controllerReplicas > 1;

  test('its webhook must not be asked about its own namespace', () =>
    expect(
      factsWith(cluster, (values) => {
        values.config.webhooks.namespaceSelector.matchExpressions[0].values = ['kube-system'];
      }),
    ).toEqual([`${fileOf(cluster)}: its webhook fails closed, and is asked about namespace 'kyverno'`]));

  test('a misspelt exclusion is noticed', () =>
    expect(factsWith(cluster, (values) => values.config.webhooks.namespaceSelector.matchExpressions[0].values.push('kiverno'))).toEqual([
      `${fileOf(cluster)}: names namespace 'kiverno', which is not on the cluster`,
    ]));

  test('one pod may not fail closed', () => {
    const facts = factsWith(cluster, (values) => {
      values.admissionController.replicas = 1;
    });
    expect(facts.some((fact) => fact.endsWith('fails closed, and kyverno has 1 pod'))).toBe(many);
    expect(facts.some((fact) => fact.includes('its webhook has 1 pods'))).toBe(full);
  });

  test('where customers are, a drained node must leave one', () => {
    const facts = factsWith(cluster, (values) => {
      values.admissionController.podDisruptionBudget.enabled = false;
    });
    expect(facts).toEqual(full ? [`${fileOf(cluster)}: its webhook has 3 pods, of which 0 must stay when a node is drained`] : []);
  });
});

describe.each(byEngine('gatekeeper'))('on %s', (_, cluster) => {
  test.each([
    [
      'asked about all namespaces',
      (values: Values) => {
        values.validatingWebhookExemptNamespacesLabels = {};
      },
      "its webhook fails closed, and is asked about namespace 'kube-system'",
    ],
    [
      'asked about nodes',
      (values: Values) => {
        delete values.validatingWebhookScope;
      },
      'its webhook fails closed, and is asked about what belongs to no namespace',
    ],
  ])('%s', (_name, change, fact) => expect(factsWith(cluster, change)).toEqual([`${fileOf(cluster)}: ${fact}`]));

  test('one pod may not fail closed', () => {
    const facts = factsWith(cluster, (values) => {
      values.replicas = 1;
    });
    expect(facts.some((fact) => fact.endsWith('fails closed, and gatekeeper has 1 pod'))).toBe(cluster.controllerReplicas > 1);
  });
});
