import {
  type Cluster,
  type ExemptionOf,
  exemptionOf,
  type Policy,
  type PolicyFacts,
  type PolicyMode,
  policyMark,
  resourceOf,
  tenantLabel,
  workloadKinds,
} from '#model';

/** A named expression. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

/** A policy for one cluster, in the terms that all its forms share. */
export interface CompiledPolicy {
  readonly id: string;
  readonly mode: PolicyMode;
  /** Whether requests are refused while nobody can judge them. */
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly kinds: readonly { readonly group: string; readonly version: string; readonly kinds: readonly string[] }[];
  readonly namespaceSelector: {
    readonly matchLabels?: Record<string, string>;
    readonly matchExpressions?: { key: string; operator: string; values: string[] }[];
  };
  /** What is true of a request that is judged: it changes something, and does not let something go. */
  readonly judged: NamedExpression;
  readonly exemptions: readonly (ExemptionOf & { readonly condition: NamedExpression })[];
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
  readonly labels: Record<string, string>;
  /** What it asks for, and what goes wrong without it. */
  readonly purpose: string;
  readonly why: string;
}

/** What a policy is compiled for. */
export interface Target {
  readonly facts: PolicyFacts;
  readonly mode: PolicyMode;
  readonly exemptions: readonly ExemptionOf[];
  /** Whether whoever judges runs as more than one pod, or in the API server itself. */
  readonly highlyAvailable: boolean;
  readonly installs: Cluster['installs'];
}

/** Brings a policy into the terms of one cluster. */
export const compiled = (policy: Policy, { facts, mode, exemptions, highlyAvailable, installs }: Target): CompiledPolicy => ({
  id: policy.id,
  mode,
  failurePolicy: highlyAvailable ? 'Fail' : 'Ignore',
  kinds: kindsOf(policy, installs),
  namespaceSelector: policy.namespaces
    ? { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...policy.namespaces] }] }
    : { matchLabels: { ...tenantLabel } },
  judged: { name: 'changes-something', expression: judged },
  exemptions: exemptions
    .filter((exemption) => exemption.policy === policy.id)
    .map((exemption) => ({
      ...exemption,
      condition: { name: `exempt-${exemption.namespace}-${exemption.name}`, expression: exemptionOf(exemption) },
    })),
  variables: variablesOf(policy, facts),
  validations: policy.validations.map((expression) => ({ expression, message: `${policy.id}: ${policy.message}` })),
  labels: { 'app.kubernetes.io/managed-by': 'platform', 'app.kubernetes.io/part-of': 'policies', [policyMark.id]: policy.id },
  purpose: policy.purpose,
  why: policy.why,
});

/**
 * What is being deleted may go, and a pod whose spec stays as it is may lose a finalizer, even where it was let in before the policy came:
 * its job would never end otherwise. `oldObject` has no type that can be compared with null, so it is taken as dynamic.
 */
const judged =
  '!has(object.metadata.deletionTimestamp) && !(object.kind == "Pod" && dyn(oldObject) != null && dyn(oldObject).spec == object.spec)';

const kindsOf = ({ match }: Policy, installs: Cluster['installs']): CompiledPolicy['kinds'] =>
  Object.entries(match === 'workloads' ? workloadKinds : match).flatMap(([apiVersion, kinds]) => {
    const known = kinds.filter((kind) => installs(apiVersion, kind));
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    return known.length > 0 ? [{ group, version, kinds: known }] : [];
  });

const pod = '(dyn(object).spec.?template.hasValue() || dyn(object).spec.?jobTemplate.hasValue())';

/** What workloads of all kinds have in common; each is there where something uses it, and may use those before it. */
const ofWorkloads = (injected: readonly string[]): readonly NamedExpression[] => {
  // Only the pod has what the mesh put into it; a template cannot hide a container behind its name.
  const own = injected.length > 0 ? `.filter(c, ${pod} || !(c.name in ${JSON.stringify(injected)}))` : '';
  return [
    {
      name: 'template',
      expression: [
        'dyn(object).spec.?jobTemplate.hasValue() ? dyn(object).spec.jobTemplate.spec.template :',
        'dyn(object).spec.?template.hasValue() ? dyn(object).spec.template : dyn(object)',
      ].join(' '),
    },
    { name: 'pod', expression: 'variables.template.spec' },
    { name: 'podMetadata', expression: 'variables.template.?metadata.orValue({})' },
    { name: 'containers', expression: `(variables.pod.containers + variables.pod.?initContainers.orValue([]))${own}` },
    { name: 'everyContainer', expression: 'variables.containers + variables.pod.?ephemeralContainers.orValue([])' },
  ];
};

const variablesOf = ({ given, variables = {}, validations }: Policy, facts: PolicyFacts): NamedExpression[] => {
  const own = [
    ...Object.entries(given?.(facts) ?? {}).map(([name, list]) => ({ name, expression: JSON.stringify(list) })),
    ...Object.entries(variables).map(([name, expression]) => ({ name, expression })),
  ];
  const needed: NamedExpression[] = [];
  // From the last to the first, because each uses only those before it.
  for (const each of [...ofWorkloads(facts.injected)].reverse()) {
    const users = [...validations, ...[...own, ...needed].map(({ expression }) => expression)];
    if (users.some((expression) => new RegExp(`\\bvariables\\.${each.name}\\b`).test(expression))) needed.unshift(each);
  }
  return [...needed, ...own];
};

/** Kinds as the API server's rules name them, with the way by which people attach containers to a pod. */
export const resourceRules = ({ kinds }: CompiledPolicy) =>
  kinds.map(({ group, version, kinds: own }) => ({
    apiGroups: [group],
    apiVersions: [version],
    operations: ['CREATE', 'UPDATE'] as ('CREATE' | 'UPDATE')[],
    resources: own.flatMap((kind) => (kind === 'Pod' ? ['pods', 'pods/ephemeralcontainers'] : [resourceOf(kind)])),
  }));

/** The annotation that says who need not meet a policy, why, and how long. None where everybody must. */
export const exemptionNote = ({ exemptions }: CompiledPolicy): Record<string, string> =>
  exemptions.length === 0
    ? {}
    : {
        [policyMark.exemptions]: JSON.stringify(
          exemptions.map(({ namespace, name, owner, reason, until }) => ({ namespace, name, owner, reason, until })),
        ),
      };
