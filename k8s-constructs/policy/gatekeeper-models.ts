import type { KubernetesModel } from '#model';
import type { CompiledPolicy } from './compiled';

/** Types of Gatekeeper's objects, of which no package has models; as much of them as is used here. */

interface Metadata {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

/** @see https://open-policy-agent.github.io/gatekeeper/website/docs/constrainttemplates */
export interface IConstraintTemplate {
  readonly metadata: Metadata;
  readonly spec: {
    readonly crd: { readonly spec: { readonly names: { readonly kind: string } } };
    readonly targets: readonly [
      {
        readonly target: 'admission.k8s.gatekeeper.sh';
        readonly code: readonly [
          {
            readonly engine: 'K8sNativeValidation';
            readonly source: {
              readonly failurePolicy: 'Fail' | 'Ignore';
              /** Whether the API server is given a copy of the policy. */
              readonly generateVAP: boolean;
              readonly variables: readonly { readonly name: string; readonly expression: string }[];
              readonly validations: readonly { readonly expression: string; readonly message: string }[];
            };
          },
        ];
      },
    ];
  };
}

/** @see https://open-policy-agent.github.io/gatekeeper/website/docs/howto#constraints */
export interface IConstraint {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: {
    readonly enforcementAction: 'deny' | 'dryrun' | 'warn';
    readonly match: {
      readonly kinds: readonly { readonly apiGroups: readonly string[]; readonly kinds: readonly string[] }[];
      readonly scope: 'Namespaced' | 'Cluster' | '*';
      readonly namespaceSelector: CompiledPolicy['namespaceSelector'];
    };
  };
}

/** A template: expressions, and the kind of constraint that brings them to bear. */
export class ConstraintTemplate implements KubernetesModel, IConstraintTemplate {
  readonly apiVersion = 'templates.gatekeeper.sh/v1';
  readonly kind = 'ConstraintTemplate';
  readonly metadata: Metadata;
  readonly spec: IConstraintTemplate['spec'];

  constructor({ metadata, spec }: IConstraintTemplate) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    const { name } = this.metadata;
    const { kind } = this.spec.crd.spec.names;
    if (name !== kind.toLowerCase()) throw new Error(`metadata.name '${name}' is not the kind '${kind}' in lower case`);
    for (const { code } of this.spec.targets)
      for (const { source } of code) if (source.validations.length === 0) throw new Error('source.validations is empty');
  }

  toJSON(): object {
    return { ...this };
  }
}

/** A constraint, of a kind that a template made. */
export class Constraint implements KubernetesModel, IConstraint {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: IConstraint['spec'];

  constructor({ apiVersion, kind, metadata, spec }: IConstraint) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    const { enforcementAction, match } = this.spec;
    if (!['deny', 'dryrun', 'warn'].includes(enforcementAction))
      throw new Error(`spec.enforcementAction '${enforcementAction}' is not deny, dryrun or warn`);
    if (match.kinds.length === 0) throw new Error('spec.match.kinds is empty');
  }

  toJSON(): object {
    return { ...this };
  }
}
