import type { MutableApp } from '#checks/rule';
import type { MutableTemplate } from '.';
import { broken, draftOfApps, draftOfTemplates, findings } from './testing';

describe('a key', () => {
  test('that encrypts nothing is unused', () => {
    const draft = draftOfTemplates();
    const { resources } = draft.find(({ stack }) => stack === 'open/ap-south-1-keys') as MutableTemplate;
    resources.idle = { Type: 'AWS::KMS::Key', Properties: {} };
    resources.idleAlias = {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: 'alias/open-ap-south-1/idle', TargetKeyId: { 'Fn::GetAtt': ['idle', 'Arn'] } },
    };
    expect(findings(draft).map(({ fact }) => fact)).toEqual([
      "open/ap-south-1-keys idleAlias creates the key alias 'alias/open-ap-south-1/idle', which nothing on the cluster uses",
    ]);
  });

  test('is told by its alias in any text of a manifest', () => {
    const draft = draftOfApps();
    const [own] = draft.flatMap(({ objects }) => objects).filter(({ json }) => json.kind === 'ConfigMap');
    if (own) own.json.data.SEAL = 'seal "awskms" { kms_key_id = "alias/open-ap-south-1/unsealed" }';
    expect(findings(undefined, draft).map(({ fact }) => fact)).toEqual([
      expect.stringMatching(/relies on the key alias 'alias\/open-ap-south-1\/unsealed', which no stack creates$/),
    ]);
  });
});

describe('a parameter', () => {
  const store = { apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata: { name: 'parameters', namespace: 'restaurant' } };
  const read = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata: { name: 'place', namespace: 'restaurant' } };
  const reading = (key: string): MutableApp[] => {
    const [first, ...others] = draftOfApps() as [MutableApp];
    const objects = [
      { ...store, spec: { provider: { aws: { service: 'ParameterStore', region: 'ap-south-1' } } } },
      { ...read, spec: { secretStoreRef: { name: 'parameters' }, data: [{ remoteRef: { key } }] } },
    ];
    return [{ ...first, objects: [...first.objects, ...objects.map((json) => ({ json }))] }, ...others];
  };
  const writing = (name: string): MutableTemplate[] => {
    const draft = draftOfTemplates();
    const { resources } = draft.find(({ stack }) => stack === 'open/ap-south-1-data') as MutableTemplate;
    resources.place = { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Type: 'String', Value: 'vpc' } };
    return draft;
  };

  test('that is written and read agrees', () => expect(findings(writing('/open/vpc'), reading('/open/vpc'))).toEqual([]));
  test.each([
    [
      'is written alone',
      () => findings(writing('/open/vpc')),
      "creates the secret 'parameter /open/vpc', which nothing on the cluster uses",
    ],
    [
      'is read alone',
      () => findings(undefined, reading('/open/vpc')),
      "relies on the secret 'parameter /open/vpc', which no stack creates",
    ],
  ])('%s', (_, found, fact) => expect(found().map((each) => each.fact)).toEqual([expect.stringContaining(fact)]));
});

test.each([
  [{ extract: { key: 'restaurant/open/waiter/till-key' } }, 'restaurant/open/waiter/till-key'],
  [{ find: { path: 'restaurant/open' } }, 'restaurant/open'],
])('a secret of which all is taken is refused, because nobody says what: %j', (from, value) => {
  const draft = draftOfApps();
  const secrets = draft.flatMap(({ objects }) => objects).filter(({ json }) => json.kind === 'ExternalSecret');
  for (const { json } of secrets) if (json.metadata.name === 'waiter-till-key') json.spec = { dataFrom: [from] };
  expect(findings(undefined, draft).map(({ fact }) => fact)).toContain(
    `ExternalSecret restaurant/waiter-till-key relies on the secret '${value}', which no stack creates`,
  );
});

test('a sender whose keys the zone does not show is none', () => {
  const draft = draftOfTemplates();
  const { resources } = draft.find(({ stack }) => stack === 'open/ap-south-1-messages') as MutableTemplate;
  delete resources.signature1;
  expect(findings(draft).map(({ fact }) => fact)).toEqual([
    "ConfigMap restaurant/waiter relies on the sender 'mail from restaurant.example.org in ap-south-1', which no stack creates",
  ]);
});

test('a topic on other brokers is not the one that is meant', () => {
  const draft = draftOfTemplates();
  for (const { resources } of draft)
    for (const { Type, Properties } of Object.values(resources)) if (Type === 'AWS::MSK::Cluster') Properties.ClusterName += '-renamed';
  expect(broken(findings(draft))).toEqual(['topic-mismatch']);
});
