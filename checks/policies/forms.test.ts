import { compiled } from '#k8s-constructs/policy/compiled';
import { gatekeeperPolicy } from '#k8s-constructs/policy/gatekeeper';
import { kyvernoPolicy } from '#k8s-constructs/policy/kyverno';
import { nativePolicy } from '#k8s-constructs/policy/native';
import { type ExemptionOf, inEveryKind, type KubernetesJson, type KubernetesModel, type Policy, policyExample, sampleFacts } from '#model';
import { registry } from '#registry';
import type { Located } from '../mechanism/rule';
import { flawOf, judge } from './evaluate';
import { policiesIn } from './read';

/** Each policy in each of its forms, read back from the objects that go to a cluster, on the cases that its definition names. */

const policies = registry.policies.map(
  ({ file, exports }): Policy => ({
    ...(exports.default as Policy),
    id: file.replace(/^.*\/|\.ts$/g, ''),
    file,
  }),
);

const forms: Readonly<Record<string, (policy: Parameters<typeof nativePolicy>[0]) => KubernetesModel[]>> = {
  kyverno: (policy) => kyvernoPolicy(policy, 'policy'),
  gatekeeper: gatekeeperPolicy,
  'the API server': nativePolicy,
};

const exemption = { namespace: 'tenants', name: 'example', owner: 'owners', reason: 'It is made up.', until: '2999-12-31', file: 'x.ts' };

/** What a policy becomes on a cluster, read back. */
const emitted = (policy: Policy, form: string, exemptions: readonly ExemptionOf[] = []) => {
  const target = { facts: sampleFacts, mode: 'deny', exemptions, highlyAvailable: true, installs: () => true } as const;
  const models = forms[form]?.(compiled(policy, target)) ?? [];
  for (const model of models) model.validate();
  const objects = models.map((model): Located => ({ app: {} as Located['app'], json: JSON.parse(JSON.stringify(model)) }));
  const [read, ...others] = policiesIn(objects);
  if (read === undefined || others.length > 0) throw new Error(`${policy.id} is ${others.length + 1} policies for ${form}`);
  return read;
};

const example = policyExample(sampleFacts);
const everyCase = policies.flatMap((policy) =>
  Object.keys(forms).map((form) => ({ form, id: policy.id, policy, ...policy.cases(example) })),
);

test('there are policies, each with cases of both sorts', () => {
  expect(policies.length).toBeGreaterThan(15);
  for (const { id, cases } of policies) {
    const { accepted, denied } = cases(example);
    expect({ id, accepted: accepted.length > 0, denied: denied.length > 0 }).toEqual({ id, accepted: true, denied: true });
  }
});

describe.each(everyCase)('$id for $form', ({ policy, form, accepted, denied }) => {
  const read = emitted(policy, form);
  const judged = (cases: readonly KubernetesJson[]) => cases.flatMap(inEveryKind).filter(read.judges);

  test('compiles', () =>
    expect([...read.conditions, ...read.variables, ...read.validations].map(({ expression }) => flawOf(expression))).toEqual(
      [...read.conditions, ...read.variables, ...read.validations].map(() => undefined),
    ));

  test('accepts', () => {
    expect(judged(accepted).length).toBeGreaterThan(0);
    for (const json of judged(accepted)) expect({ kind: json.kind, ...judge(read, json) }).toEqual({ kind: json.kind, is: 'accepted' });
  });

  test('denies, and says what to do', () => {
    expect(judged(denied).length).toBeGreaterThan(0);
    const message = `${policy.id}: ${policy.message}`;
    for (const json of judged(denied))
      expect({ kind: json.kind, ...judge(read, json) }).toEqual({ kind: json.kind, is: 'denied', message });
  });

  test('lets go what is being deleted', () => {
    for (const json of judged(denied)) {
      const going = { ...json, metadata: { ...json.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
      expect(judge(read, going).is).not.toBe('denied');
    }
  });

  test('does not hold a pod that was there before, unless it changes', () => {
    for (const json of judged(denied).filter(({ kind }) => kind === 'Pod')) {
      expect(judge(read, json, { before: json }).is).not.toBe('denied');
      expect(judge(read, json, { before: { ...json, spec: {} } }).is).toBe('denied');
    }
  });

  test('lets in whom it exempts, and nobody else', () => {
    const exempting = emitted(policy, form, [{ ...exemption, policy: policy.id }]);
    const elsewhere = emitted(policy, form, [{ ...exemption, policy: policy.id, namespace: 'other' }]);
    const other = emitted(policy, form, [{ ...exemption, policy: policy.id, name: 'other' }]);
    for (const json of judged(denied).filter(
      ({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] && metadata.namespace === 'tenants',
    )) {
      expect(judge(exempting, json).is).not.toBe('denied');
      expect(judge(exempting, json, { strictly: true }).is).toBe('denied');
      expect([elsewhere, other].map((each) => judge(each, json).is)).toEqual(['denied', 'denied']);
    }
    const { namespace, name, owner, reason, until } = exemption;
    expect(exempting.exceptions.map(({ note }) => note)).toEqual([{ namespace, name, owner, reason, until }]);
  });
});

test('all policies accept the example from which their cases depart', () => {
  for (const policy of policies.filter(({ namespaces }) => namespaces === undefined))
    for (const json of inEveryKind(example.workload()).filter(emitted(policy, 'kyverno').judges))
      expect({ id: policy.id, ...judge(emitted(policy, 'kyverno'), json) }).toEqual({ id: policy.id, is: 'accepted' });
});

describe.each(Object.keys(forms))('what a mesh puts into a pod, for %s', (form) => {
  const registries = policies.find(({ id }) => id === 'restrict-image-registries') as Policy;
  const withContainer = (name: string) =>
    inEveryKind(example.workload({ pod: { initContainers: [{ name, image: 'mesh.sample.org/proxy:1' }] } }));
  const verdicts = (name: string) => withContainer(name).map((json) => [json.kind, judge(emitted(registries, form), json).is]);

  test('is not the answer of the pod, and no excuse for a template', () => {
    expect(Object.fromEntries(verdicts('proxy'))).toMatchObject({ Pod: 'accepted', Deployment: 'denied', CronJob: 'denied' });
    expect(Object.fromEntries(verdicts('other'))).toMatchObject({ Pod: 'denied', Deployment: 'denied' });
  });
});
