import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import { templatesOf } from '#cdk';
import { sceneOf } from '#checks';
import type { MutableApp } from '#checks/rule';
import { renderCluster } from '#k8s-constructs/render';
import { type Cluster, type ComponentDefinition, load, names } from '#model';
import { sampleRegistry } from '#model/sample';
import { contracts, crossingsOf, kindOf, type MutableTemplate, mismatches, ruleOf, verdictOf } from '.';

/** The sample, with what only some contracts look at: a cluster's name, its discovery tags, its targets and hosts, a pod that acts in AWS as a chart's. */
const registry = sampleRegistry();
const door = registry.components.find(({ file }) => file.endsWith('/door.ts'));
const { platform } = load({
  ...registry,
  components: registry.components.map((source) =>
    source === door
      ? {
          ...source,
          exports: {
            default: {
              ...(source.exports.default as object),
              provides: {
                ...(source.exports.default as ComponentDefinition).provides,
                kinds: { 'cert-manager.io/v1': { namespaced: ['Certificate'] } },
              },
              objects: ({ apiHost }: Cluster) => [
                new Certificate({
                  metadata: { name: 'api' },
                  spec: { secretName: 'api', dnsNames: [apiHost], issuerRef: { kind: 'ClusterIssuer', name: 'public' } },
                }),
                new Gateway({
                  metadata: { name: 'door' },
                  spec: { gatewayClassName: 'door', listeners: [{ name: 'https', port: 443, protocol: 'HTTPS', hostname: apiHost }] },
                }),
              ],
              values: ({ name, environment }: Cluster) => ({
                extraObjects: [{ spec: { targetGroupName: names.gatewayTargets(environment.name) } }],
                clusterName: name,
                vpcTags: { Name: name },
                service: { annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' } },
              }),
            },
          },
        }
      : source,
  ),
});
if (platform === undefined) throw new Error('the sample has mistakes');
const [cluster] = platform.clusters as [Cluster];
const templates = templatesOf(platform);
const apps = [...renderCluster(platform, cluster)];

const draftOfTemplates = (): MutableTemplate[] => structuredClone(templates) as MutableTemplate[];
const draftOfApps = (): MutableApp[] =>
  apps.map((app) => ({ ...app, objects: app.objects.map(({ json }) => ({ json: structuredClone(json) })) })) as unknown as MutableApp[];

const crossings = (some: readonly MutableTemplate[], others: readonly MutableApp[]) =>
  crossingsOf({ platform, cluster, templates: some, scene: sceneOf(platform, cluster, others as unknown as typeof apps) });
const findings = (some = draftOfTemplates(), others = draftOfApps()) => mismatches(crossings(some, others));
const broken = (found: ReturnType<typeof findings>): string[] => [...new Set(found.map(({ rule }) => rule))];

test('stacks and manifests of the sample agree on every value', () => expect(findings()).toEqual([]));

describe.each(contracts.map((contract) => [contract.what, contract] as const))('%s', (what, contract) => {
  test('is looked at on both sides', () => {
    const own = crossings(draftOfTemplates(), draftOfApps()).filter((crossing) => crossing.contract === contract);
    expect(own.filter((crossing) => verdictOf(crossing) === 'agreed').length).toBeGreaterThan(0);
  });

  test('differs when a template changes', () => {
    const draft = draftOfTemplates();
    contract.mutations.template(draft);
    expect(broken(findings(draft))).toEqual([ruleOf(contract)]);
  });

  test('differs when a manifest changes', () => {
    const draft = draftOfApps();
    contract.mutations.manifest(draft);
    expect(broken(findings(undefined, draft))).toEqual([ruleOf(contract)]);
  });

  test('differs when nothing creates it', () => {
    const some = draftOfTemplates().map((template) => ({ ...template, resources: {} }));
    const missing = findings(some).filter(({ rule }) => rule === ruleOf(contract));
    expect(missing.length).toBeGreaterThan(0);
    for (const { fact } of missing) expect(fact).toMatch(new RegExp(` relies on the ${what} '.+', which no stack creates$`));
  });

  test(contract.spare ? 'may be created and not used' : 'differs when nothing uses it', () => {
    const unused = findings(undefined, [])
      .filter(({ rule, fact }) => rule === ruleOf(contract) && fact.endsWith('which nothing on the cluster uses'))
      .map(({ rule }) => rule);
    expect(broken(findings(undefined, [])).includes(ruleOf(contract)) && unused.length > 0).toBe(contract.spare === undefined);
  });

  test('says in one sentence what goes wrong', () => expect(contract.why).toMatch(/^[A-Z].*\.$/));
});

/** The properties of the resource of a type with a value under a key. */
const resourceWith = (draft: MutableTemplate[], type: string, value: string) => {
  const found = draft
    .flatMap(({ resources }) => Object.values(resources))
    .find(({ Type, Properties }) => Type === type && JSON.stringify(Properties).includes(value));
  if (found === undefined) throw new Error(`no ${type} with ${value}`);
  return found;
};

test.each([
  ['restaurant/open/menu/cache', 'host', 'restaurant/menu-cache'],
  ['restaurant/open/stream', 'brokers', 'restaurant/kitchen-stream'],
])('the store itself makes %s, and each side misses the other', (path, key, object) => {
  const renamed = draftOfTemplates();
  resourceWith(renamed, 'AWS::SecretsManager::Secret', path).Properties.Name += '-renamed';
  expect(findings(renamed).map(({ fact }) => fact)).toContain(
    `ExternalSecret ${object} relies on the secret '${path} ${key}', which no stack creates`,
  );
  const misread = draftOfApps();
  for (const { json } of misread.flatMap(({ objects }) => objects))
    if (json.kind === 'ExternalSecret')
      for (const { remoteRef } of json.spec.data) if (remoteRef.key === path && remoteRef.property === key) remoteRef.property = `${key}s`;
  expect(broken(findings(undefined, misread))).toEqual(['secret-mismatch']);
  expect(findings(undefined, misread).map(({ fact }) => fact)).toContain(
    `ExternalSecret ${object} relies on the secret '${path} ${key}s', which no stack creates`,
  );
});

test('of a secret that leads to a store each value is told for what it is', () => {
  const kinds = crossings(draftOfTemplates(), draftOfApps()).filter(({ value }) => /menu\/cache|stream/.test(value));
  expect(Object.fromEntries(kinds.map((crossing) => [crossing.value, kindOf(crossing)]))).toEqual({
    'restaurant/open/menu/cache host': 'assigned',
    'restaurant/open/menu/cache password': 'secret',
    'restaurant/open/menu/cache port': 'assigned',
    'restaurant/open/menu/cache username': 'derived',
    'restaurant/open/stream brokers': 'assigned',
  });
});

const receipts = 'open-ap-south-1-waiter-receipts-888888888888';

test.each([
  ['kitchen', 'topic/open/*/kitchen.meal.v1', 'topic/open/*/kitchen.soup.v1', 'topic', 'kitchen.meal.v1, written by kitchen'],
  ['waiter', 'topic/open/*/kitchen.meal.v1', 'topic/open/*/kitchen.soup.v1', 'topic', 'kitchen.meal.v1, read by group waiter'],
  ['waiter', 'group/open/*/waiter', 'group/open/*/cook', 'topic', 'kitchen.meal.v1, read by group waiter'],
  ['waiter', `${receipts}/*`, 'open-ap-south-1-waiter-wine/*', 'bucket', `${receipts}, used by waiter`],
])('%s misses it when its role may use not %s but %s', (service, resource, another, what, value) => {
  const draft = draftOfTemplates();
  const policy = resourceWith(draft, 'AWS::IAM::Policy', `${service}DefaultPolicy`);
  policy.Properties = JSON.parse(JSON.stringify(policy.Properties).replaceAll(resource, another));
  expect(broken(findings(draft))).toEqual([`${what}-mismatch`]);
  expect(findings(draft).map(({ fact }) => fact)).toContain(
    `ConfigMap restaurant/${service} relies on the ${what} '${value}', which no stack creates`,
  );
});

test('a finding names the object, the value and what it may have meant', () => {
  const draft = draftOfTemplates();
  for (const { resources } of draft)
    for (const { Type, Properties } of Object.values(resources))
      if (Type === 'AWS::SecretsManager::Secret' && Properties.Name?.endsWith('/waiter/till-key'))
        Properties.Name = 'restaurant/open/waiter/til-key';
  expect(findings(draft).map(({ file, rule, fact, fix }) => `${file}: ${rule}: ${fact}; ${fix}`)).toEqual([
    expect.stringMatching(
      /^cdk\/secrets-stack\.ts: secret-mismatch: open\/ap-south-1-secrets \w+ creates the secret 'restaurant\/open\/waiter\/til-key value', which nothing on the cluster uses; /,
    ),
    "services/restaurant/waiter/service.ts: secret-mismatch: ExternalSecret restaurant/waiter-till-key relies on the secret 'restaurant/open/waiter/till-key value', which no stack creates; did you mean 'restaurant/open/waiter/til-key value'?",
  ]);
});

test('a standby region has its secrets as copies, and misses them without', () => {
  const elsewhere = { ...cluster, region: 'sa-east-1', name: 'open-sa-east-1', standby: true };
  const secrets = (draft: MutableTemplate[]) =>
    mismatches(crossingsOf({ platform, cluster: elsewhere, templates: draft, scene: sceneOf(platform, elsewhere, apps) })).filter(
      ({ rule }) => rule === 'secret-mismatch',
    );
  const copied = draftOfTemplates();
  for (const { resources } of copied)
    for (const { Type, Properties } of Object.values(resources))
      if (Type === 'AWS::SecretsManager::Secret') Properties.ReplicaRegions = [{ Region: 'sa-east-1' }];
  expect(secrets(copied)).toEqual([]);
  expect(secrets(draftOfTemplates()).length).toBeGreaterThan(0);
});
