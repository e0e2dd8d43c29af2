import { z } from 'zod';
import type { KubernetesModel } from '#model';

/** Gatekeeper's objects, of which no package has models; as much of them as is used here. */

const texts = z.array(z.string());
const labels = z.record(z.string(), z.string());
const metadata = z.looseObject({ name: z.string(), labels, annotations: labels });

/** @see https://open-policy-agent.github.io/gatekeeper/website/docs/constrainttemplates */
const templateSchema = z.object({
  metadata,
  spec: z.strictObject({
    crd: z.strictObject({ spec: z.strictObject({ names: z.strictObject({ kind: z.string() }) }) }),
    targets: z
      .array(
        z.strictObject({
          target: z.literal('admission.k8s.gatekeeper.sh'),
          code: z
            .array(
              z.strictObject({
                engine: z.literal('K8sNativeValidation'),
                source: z.strictObject({
                  failurePolicy: z.enum(['Fail', 'Ignore']),
                  /** Whether the API server is given a copy of the policy. */
                  generateVAP: z.boolean(),
                  variables: z.array(z.strictObject({ name: z.string(), expression: z.string() })),
                  validations: z.array(z.strictObject({ expression: z.string(), message: z.string() })).min(1),
                }),
              }),
            )
            .length(1),
        }),
      )
      .length(1),
  }),
});
export type IConstraintTemplate = z.infer<typeof templateSchema>;

/** @see https://open-policy-agent.github.io/gatekeeper/website/docs/howto#constraints */
const constraintSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata,
  spec: z.strictObject({
    enforcementAction: z.enum(['deny', 'dryrun', 'warn']),
    match: z.strictObject({
      kinds: z.array(z.strictObject({ apiGroups: texts, kinds: texts })).min(1),
      scope: z.enum(['Namespaced', 'Cluster', '*']),
      namespaceSelector: z.strictObject({
        matchLabels: labels.optional(),
        matchExpressions: z.array(z.strictObject({ key: z.string(), operator: z.string(), values: texts.optional() })).optional(),
      }),
    }),
  }),
});
export type IConstraint = z.infer<typeof constraintSchema>;

/** What an object has that its schema does not allow, on one line. */
const hold = (schema: z.ZodType, object: object): void => {
  const { error } = schema.safeParse(object);
  if (error) throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
};

/** A template: expressions, and the kind of constraint that brings them to bear. */
export class ConstraintTemplate implements KubernetesModel, IConstraintTemplate {
  readonly apiVersion = 'templates.gatekeeper.sh/v1';
  readonly kind = 'ConstraintTemplate';
  readonly metadata: IConstraintTemplate['metadata'];
  readonly spec: IConstraintTemplate['spec'];

  constructor({ metadata, spec }: IConstraintTemplate) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    hold(templateSchema, this);
    const { name } = this.metadata;
    const { kind } = this.spec.crd.spec.names;
    if (name !== kind.toLowerCase()) throw new Error(`metadata.name '${name}' is not the kind '${kind}' in lower case`);
  }

  toJSON(): object {
    return { ...this };
  }
}

/** A constraint, of a kind that a template made. */
export class Constraint implements KubernetesModel, IConstraint {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: IConstraint['metadata'];
  readonly spec: IConstraint['spec'];

  constructor({ apiVersion, kind, metadata, spec }: IConstraint) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    hold(constraintSchema, this);
  }

  toJSON(): object {
    return { ...this };
  }
}
