import type { Shape } from './environment';
import type { RuleId } from './identifiers';
import type { PolicyExample } from './policy-example';
import type { KubernetesJson } from './rendered';

/** `audit`: what a policy would refuse is let in and reported. `deny`: it is refused. */
export type PolicyMode = 'audit' | 'deny';

/** What a policy may know of the cluster that it is written for. */
export interface PolicyFacts {
  /** Beginnings of images that may run: the organisation's registry, and what services name from elsewhere. */
  readonly registries: readonly string[];
  /** Containers that the mesh puts into pods after their owner has written them. */
  readonly injected: readonly string[];
}

/** Objects that a policy judges, and objects that it refuses. A policy without one of each has not been tried. */
export interface PolicyCases {
  readonly accepted: readonly KubernetesJson[];
  readonly denied: readonly KubernetesJson[];
}

/**
 * An admission policy, in the file `policies/<id>.ts`: written once as CEL, evaluated over everything that is rendered, and emitted in the
 * form of the cluster's holder of the role `policy`, or for the API server itself where nobody holds it.
 *
 * An expression says what is allowed. It sees `object`, and in `variables` what the policy declares. Of workloads there are also
 * `variables.pod`, the spec of the pods; `variables.podMetadata`; `variables.containers`, those that run first included; and
 * `variables.everyContainer`, which adds those that people attach to find a fault.
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
export interface PolicyDefinition {
  /** What it asks for, in one sentence. */
  readonly purpose: string;
  /** What goes wrong on a cluster without it, in one sentence. */
  readonly why: string;
  /** What the person reads whose object is refused, and nothing else: the fact, a semicolon, what to do. */
  readonly message: string;
  /**
   * What it judges. `'workloads'`: pods, and every kind that makes some. Otherwise kinds by API version:
   * `{ v1: ['Service'] }`. A kind that the cluster does not know is left out.
   */
  readonly match: 'workloads' | Readonly<Record<string, readonly string[]>>;
  /** The namespaces that it judges. @default - those of services */
  readonly namespaces?: readonly string[];
  /** Lists that differ by cluster, by the name under which `variables` has them. @default - none */
  readonly given?: (facts: PolicyFacts) => Readonly<Record<string, readonly string[]>>;
  /** Expressions by name; each may use those before it. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Expressions that all must be true. */
  readonly validations: readonly string[];
  /**
   * How far it has come, by shape of environment. One that is not named does not have it. It denies only where every environment that
   * spends less has had it at least in audit.
   */
  readonly modes: Readonly<Partial<Record<Shape, PolicyMode>>>;
  /** Rules that say the same of an object: where one of them is broken too, the policy is not reported as well. @default - none */
  readonly rules?: readonly RuleId[];
  /** Ids of the same policy in public libraries. `pss`: the control of the Pod Security Standards. */
  readonly elsewhere: Readonly<Partial<Record<'kyverno' | 'gatekeeper' | 'pss', readonly string[]>>>;
  /** What it was tried on; each case is evaluated in every form in which the policy is emitted. */
  readonly cases: (example: PolicyExample) => PolicyCases;
}

/** A policy with what its file says, as the loader returns it. */
export interface Policy extends PolicyDefinition {
  /** One name everywhere: file, object on the cluster, exemption. */
  readonly id: string;
  readonly file: string;
}

/** Declares an admission policy. */
export const definePolicy = (policy: PolicyDefinition): PolicyDefinition => policy;

/** Shapes of environments in the order in which a policy gets there. */
export const policyStages: readonly Shape[] = ['frugal', 'small', 'full'];

/** The label of the namespaces of services, which policies select. */
export const tenantLabel: Readonly<Record<string, string>> = { tenant: 'true' };

/** Label and annotations of what is emitted for a policy. */
export const policyMark = {
  id: 'policy.platform/id',
  purpose: 'policy.platform/purpose',
  why: 'policy.platform/why',
  exemptions: 'policy.platform/exemptions',
  owner: 'policy.platform/owner',
  reason: 'policy.platform/reason',
  until: 'policy.platform/until',
} as const;

/** The kind of a policy's constraint on a cluster with Gatekeeper: `DisallowLatestTag`. */
export const constraintKind = (id: string): string => id.replace(/(^|-)(\w)/g, (_, _hyphen, letter) => letter.toUpperCase());

/** API version of all constraints. */
export const constraintVersion = 'constraints.gatekeeper.sh/v1beta1';

/** Kinds of objects that make pods, besides Pods themselves. */
export const workloadKinds: Readonly<Record<string, readonly string[]>> = {
  v1: ['Pod'],
  'apps/v1': ['DaemonSet', 'Deployment', 'StatefulSet'],
  'batch/v1': ['CronJob', 'Job'],
  'argoproj.io/v1alpha1': ['Rollout'],
};

/** What the API server calls a kind in its paths: `networkpolicies`. */
export const resourceOf = (kind: string): string => {
  const lower = kind.toLowerCase();
  if (/(s|x|ch|sh)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
};
