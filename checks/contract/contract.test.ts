import { sceneOf } from '#checks';
import type { MutableApp } from '#checks/rule';
import { type Cluster, names } from '#model';
import { contracts, crossingsOf, kindOf, type MutableTemplate, mismatches, ruleOf, verdictOf } from '.';
import {
  apps,
  broken,
  cluster,
  crossings,
  draftOfApps,
  draftOfTemplates,
  findings,
  inGroups,
  restaurant as platform,
  resourceWith,
} from './testing';

/** What there is only where nodes come in groups, or where AWS runs Argo CD. */
const placeOf = (what: string): Cluster => (['gitops capability', 'node group'].includes(what) ? inGroups : cluster);

test.each([cluster, inGroups].map((at) => [at.name, at] as const))('stacks and manifests of %s agree on every value', (_, at) =>
  expect(findings(undefined, undefined, at)).toEqual([]),
);

describe.each(contracts.map((contract) => [contract.what, contract] as const))('%s', (what, contract) => {
  const at = placeOf(what);

  test('is looked at on both sides', () => {
    const own = crossings(undefined, undefined, at).filter((crossing) => crossing.contract === contract);
    expect(own.filter((crossing) => verdictOf(crossing) === 'agreed').length).toBeGreaterThan(0);
  });

  test('differs when a template changes', () => {
    const draft = draftOfTemplates();
    contract.mutations.template(draft);
    expect(broken(findings(draft, undefined, at))).toEqual([ruleOf(contract)]);
  });

  test('differs when a manifest changes', () => {
    const draft = draftOfApps(at);
    contract.mutations.manifest(draft);
    expect(broken(findings(undefined, draft, at))).toEqual([ruleOf(contract)]);
  });

  test('differs when nothing creates it', () => {
    const some = draftOfTemplates().map((template) => ({ ...template, resources: {} }));
    const missing = findings(some, undefined, at).filter(({ rule }) => rule === ruleOf(contract));
    expect(missing.length).toBeGreaterThan(0);
    for (const { fact } of missing) expect(fact).toMatch(new RegExp(` relies on the ${what} '.+', which no stack creates$`));
  });

  test(contract.spare ? 'may be created and not used' : 'differs when nothing uses it', () => {
    const unused = findings(undefined, [], at)
      .filter(({ rule, fact }) => rule === ruleOf(contract) && fact.endsWith('which nothing on the cluster uses'))
      .map(({ rule }) => rule);
    expect(broken(findings(undefined, [], at)).includes(ruleOf(contract)) && unused.length > 0).toBe(contract.spare === undefined);
  });

  test('says in one sentence what goes wrong', () => expect(contract.why).toMatch(/^[A-Z].*\.$/));
});

test.each([
  ['restaurant/open/menu/cache', 'host', 'restaurant/menu-cache'],
  ['restaurant/open/stream', 'brokers', 'restaurant/kitchen-stream'],
  ['restaurant/open/search', 'host', 'restaurant/sommelier-search'],
  ['restaurant/open/documents', 'port', 'restaurant/cellar-documents'],
  ['restaurant/open/cellar/documents', 'username', 'restaurant/cellar-documents'],
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
  expect(broken(findings(draft))).toEqual(['permission-mismatch', `${what}-mismatch`]);
  expect(findings(draft).map(({ fact }) => fact)).toContain(
    `ConfigMap restaurant/${service} relies on the ${what} '${value}', which no stack creates`,
  );
});

describe('nodes of pools find', () => {
  const withTerms = (field: string, tags: object): MutableApp[] => {
    const draft = draftOfApps();
    for (const { json } of draft.flatMap(({ objects }) => objects)) if (json.kind === 'EC2NodeClass') json.spec[field] = [{ tags }];
    return draft;
  };

  test('no subnet, when the stack gives their tag another value', () => {
    const draft = draftOfTemplates();
    const tags = draft
      .flatMap(({ resources }) => Object.values(resources))
      .flatMap(({ Type, Properties }) => (Type === 'AWS::EC2::Subnet' ? (Properties.Tags as { Key: string; Value: string }[]) : []));
    for (const tag of tags) if (tag.Key === names.nodeSubnetTag) tag.Value = 'another';
    expect(broken(findings(draft))).toEqual(['discovery-tag-mismatch']);
    expect(findings(draft).map(({ fact }) => fact)).toContain(
      `EC2NodeClass general relies on the discovery tag 'subnet karpenter.sh/discovery=${cluster.name}', which no stack creates`,
    );
  });

  test('no subnet, when they ask for another tag', () =>
    expect(broken(findings(undefined, withTerms('subnetSelectorTerms', { [names.nodeSubnetTag]: 'another' })))).toEqual([
      'discovery-tag-mismatch',
    ]));

  test('no group, when they ask for that of another cluster', () =>
    expect(broken(findings(undefined, withTerms('securityGroupSelectorTerms', { [names.clusterGroupTag]: 'another' })))).toEqual([
      'cluster-name-mismatch',
    ]));
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
