import { renderCluster } from '#k8s-constructs/render';
import { type Exemption, load, type Platform, type PolicyDefinition } from '#model';
import { sampleFile, sampleRegistry } from '#model/sample';
import { registry } from '#registry';
import { expiredExemptions, findingsOf, rulesOf, sceneOf, unusedExemptions } from '../mechanism';

/** What an exemption of a service does, from its definition to the answer of the rules. The sample has nobody in the role `policy`. */

const id = 'no-waiters';
const noWaiters = {
  purpose: 'Nobody is called waiter.',
  why: 'It is rude.',
  message: 'its name is waiter; find a better one',
  match: { 'apps/v1': ['Deployment'] },
  validations: ['object.metadata.name != "waiter"'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  elsewhere: {},
  cases: ({ object }) => ({
    accepted: [object('apps/v1', 'Deployment', {})],
    denied: [object('apps/v1', 'Deployment', { metadata: { name: 'waiter', namespace: 'tenants' } })],
  }),
} satisfies PolicyDefinition as PolicyDefinition;

const exemption: Exemption = { policy: id, reason: 'The sign over the door says so.', until: '2026-12-31' };

const platformWith = (policy: PolicyDefinition, exemptions: readonly Exemption[], service = 'waiter'): Platform => {
  const { platform, mistakes } = load({
    ...sampleRegistry({ [service]: { exemptions } }),
    policies: [{ file: `policies/${id}.ts`, exports: { default: policy } }],
  });
  if (platform === undefined) throw new Error(JSON.stringify(mistakes));
  return platform;
};

const rules = rulesOf(registry.rules).filter((rule) => /^policy-(rejects|without|enforced|exception|webhook|namespace)/.test(rule.id));

const found = (platform: Platform) => {
  const [cluster] = platform.clusters;
  if (cluster === undefined) throw new Error('no cluster');
  return findingsOf(rules, sceneOf(platform, cluster, [...renderCluster(platform, cluster)]));
};

const summary = ({ findings, waived }: ReturnType<typeof found>) => ({
  findings: findings.map(({ file, rule, fact, fix }) => `${file}: ${rule}: ${fact}; ${fix}`),
  waived: waived.map(({ file, exemptedFrom }) => `${file} ${exemptedFrom}`),
});

const denied = `${sampleFile('waiter')}: policy-rejects-rendered-object: Deployment restaurant/waiter: policy '${id}' denies it: its name is waiter; find a better one`;

test('without one the object is refused, with the definition, the policy and what to do', () =>
  expect(summary(found(platformWith(noWaiters, [])))).toEqual({ findings: [denied], waived: [] }));

test('with one it is set aside, and the exemption has a use', () => {
  const platform = platformWith(noWaiters, [exemption]);
  const { findings, waived } = found(platform);
  expect(summary({ findings, waived })).toEqual({ findings: [], waived: [`${sampleFile('waiter')} ${id}`] });
  expect(unusedExemptions(platform, waived)).toEqual([]);
});

test('one of another service lets in nothing, and is of no use', () => {
  const platform = platformWith(noWaiters, [exemption], 'kitchen');
  const { findings, waived } = found(platform);
  expect(summary({ findings, waived })).toEqual({ findings: [denied], waived: [] });
  expect(unusedExemptions(platform, waived)).toEqual([
    expect.objectContaining({ file: sampleFile('kitchen'), rule: 'exemption-unused', fix: 'remove the exemption' }),
  ]);
});

test('a policy that only reports refuses nothing, and an exemption from it counts all the same', () => {
  const audited = { ...noWaiters, modes: { frugal: 'audit', small: 'audit', full: 'audit' } } as const;
  expect(summary(found(platformWith(audited, [])))).toEqual({ findings: [], waived: [] });
  expect(summary(found(platformWith(audited, [exemption])))).toEqual({ findings: [], waived: [`${sampleFile('waiter')} ${id}`] });
});

test('a policy whose cases say otherwise than its expressions is refused', () => {
  const wrong: PolicyDefinition = { ...noWaiters, cases: (example) => ({ ...noWaiters.cases(example), denied: [] }) };
  const contrary: PolicyDefinition = {
    ...noWaiters,
    cases: ({ object }) => ({ accepted: [], denied: [object('apps/v1', 'Deployment', {})] }),
  };
  const facts = (policy: PolicyDefinition) => summary(found(platformWith(policy, [exemption]))).findings;
  expect(facts(wrong)).toEqual([
    expect.stringContaining(
      `policies/${id}.ts: policy-without-twin: ValidatingAdmissionPolicy ${id}: was tried on no object that is denied`,
    ),
  ]);
  expect(facts(contrary)).toEqual([expect.stringContaining('was tried on no object that is accepted')]);
});

test.each([
  ['2026-12-31', []],
  [
    '2027-01-01',
    [`exemption-expired: the exemption from '${id}' ended on 2026-12-31, today is 2027-01-01; meet the policy, or argue for another date`],
  ],
  ['2026-10-02', []],
  [
    '2026-10-01',
    [`exemption-too-long: the exemption from '${id}' ends on 2026-12-31, which is more than 90 days from 2026-10-01; end it by 2026-12-30`],
  ],
])('on %s', (today, mistakes) =>
  expect(expiredExemptions(platformWith(noWaiters, [exemption]), today).map(({ rule, fact, fix }) => `${rule}: ${fact}; ${fix}`)).toEqual(
    mistakes,
  ),
);
