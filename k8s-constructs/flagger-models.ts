import * as z from 'zod';
import type { KubernetesModel } from '#model';

/**
 * The objects of Flagger, as far as a platform has a use for their fields. What the compiler lets pass, because it is computed, is held against
 * the same description when it is rendered.
 * @see https://docs.flagger.app/usage/how-it-works
 */

const texts = z.record(z.string(), z.string());
const duration = z.string().regex(/^\d+[sm]$/, "write it like '1m'");
const reference = <Kind extends string>(...kinds: [Kind, ...Kind[]]) =>
  z.strictObject({ apiVersion: z.string(), kind: z.enum(kinds), name: z.string() });

const canary = z.strictObject({
  // The second divides no callers: all that it can is to judge pods before they take the place of the others.
  provider: z.enum(['gatewayapi:v1', 'kubernetes']),
  metricsServer: z.url(),
  targetRef: reference('Deployment'),
  autoscalerRef: reference('HorizontalPodAutoscaler', 'ScaledObject'),
  progressDeadlineSeconds: z.int().positive(),
  service: z.strictObject({
    port: z.int().positive(),
    portName: z.string(),
    targetPort: z.string(),
    appProtocol: z.string(),
    canary: z.strictObject({ labels: texts }),
    gatewayRefs: z
      .array(
        z.strictObject({
          group: z.string(),
          kind: z.enum(['Gateway', 'Service']),
          name: z.string(),
          namespace: z.string(),
          sectionName: z.string().optional(),
          port: z.int().optional(),
        }),
      )
      .min(1)
      .optional(),
    hosts: z.array(z.string()).optional(),
    match: z.array(z.strictObject({ uri: z.strictObject({ prefix: z.string() }) })).optional(),
  }),
  analysis: z.strictObject({
    interval: duration,
    threshold: z.int().positive(),
    stepWeights: z
      .array(z.int().min(1).max(100))
      .min(1)
      .refine((all) => all.every((weight, at) => at === 0 || weight > (all[at - 1] ?? 0)), 'each must be more than the one before')
      .optional(),
    // So many checks, and all callers are sent over at once.
    iterations: z.int().positive().optional(),
    metrics: z
      .array(
        z.strictObject({
          name: z.string(),
          templateRef: z.strictObject({ name: z.string() }),
          thresholdRange: z.strictObject({ min: z.number().optional(), max: z.number().optional() }),
          interval: duration,
        }),
      )
      .min(1),
  }),
});

/** A part of a Canary without which another has no meaning. */
const whole = canary
  .refine(({ provider, service }) => provider === 'kubernetes' || service.gatewayRefs, {
    ...{ path: ['service', 'gatewayRefs'], error: 'name what divides callers' },
  })
  .refine(({ analysis }) => (analysis.stepWeights === undefined) !== (analysis.iterations === undefined), {
    ...{ path: ['analysis'], error: 'write stepWeights or iterations' },
  });

const metricTemplate = z.strictObject({
  provider: z.strictObject({ type: z.literal('prometheus'), address: z.url() }),
  query: z.string(),
});

interface Metadata {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A model of one kind, from the schema of its `spec`. */
const modelOf = <Spec extends z.ZodType>(kind: string, schema: Spec) =>
  class implements KubernetesModel {
    readonly apiVersion = 'flagger.app/v1beta1';
    readonly kind = kind;
    readonly metadata: Metadata;
    readonly spec: z.infer<Spec>;

    constructor(given: { readonly metadata: Metadata; readonly spec: z.infer<Spec> }) {
      this.metadata = given.metadata;
      this.spec = given.spec;
    }

    validate(): void {
      const { error } = schema.safeParse(this.spec);
      if (error) throw new Error(error.issues.map(({ path, message }) => `spec.${path.join('.')}: ${message}`).join(', '));
    }

    toJSON(): unknown {
      return { ...this };
    }
  };

/** What Flagger does with a Deployment. */
export class Canary extends modelOf('Canary', whole) {}

/** A question to Prometheus. */
export class MetricTemplate extends modelOf('MetricTemplate', metricTemplate) {}
