import * as z from 'zod';
import type { KubernetesModel } from '#model';

/**
 * Rules of Prometheus, as far as a platform has a use for their fields. Not the model of the package: that one brings a regular expression
 * engine in WebAssembly, which takes longer to load than everything else.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 */

const texts = z.record(z.string(), z.string());
const duration = z.string().regex(/^(\d+(ms|[smhdwy]))+$/, "write it like '5m'");
const word = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'write letters, digits, underscores and colons');

const recording = z.strictObject({ record: word, expr: z.string().min(1), labels: texts.optional() });

const alerting = z.strictObject({
  alert: z.string().min(1),
  expr: z.string().min(1),
  for: duration,
  keep_firing_for: duration.optional(),
  labels: texts,
  annotations: texts,
});

const spec = z.strictObject({
  groups: z.array(
    z.strictObject({ name: z.string().min(1), interval: duration.optional(), rules: z.array(z.union([recording, alerting])).min(1) }),
  ),
});

/** A rule that makes series. */
export type IRecordingRule = z.infer<typeof recording>;

/** A rule that calls somebody. */
export type IAlertingRule = z.infer<typeof alerting>;

interface Written {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: z.infer<typeof spec>;
}

/** Groups of rules, each computed in order. */
export class PrometheusRule implements KubernetesModel {
  readonly apiVersion = 'monitoring.coreos.com/v1';
  readonly kind = 'PrometheusRule';
  readonly metadata: Written['metadata'];
  readonly spec: Written['spec'];

  constructor(given: Written) {
    this.metadata = given.metadata;
    this.spec = given.spec;
  }

  validate(): void {
    const { error } = spec.safeParse(this.spec);
    if (error) throw new Error(error.issues.map(({ path, message }) => `spec.${path.join('.')}: ${message}`).join(', '));
  }

  toJSON(): unknown {
    return { ...this };
  }
}
