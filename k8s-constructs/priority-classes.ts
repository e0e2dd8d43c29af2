import { Construct } from 'constructs';
import { PriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import type { Tier } from '#model';
import { KubernetesObject } from './object';

/** The priority class of a tier. */
export const priorityClassOf = (tier: Tier): string => `service-${tier}`;

const classes: Readonly<Record<Tier, { value: number; description: string }>> = {
  critical: { value: 100_000, description: 'Services that customers notice within a minute.' },
  standard: { value: 50_000, description: 'Services that may be slow for a while.' },
  batch: { value: 10_000, description: 'Work that can be done again later.' },
};

/** The order in which pods give way when a cluster is full: batch first, critical services last. None is the default of the cluster. */
export class PriorityClasses extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const [tier, { value, description }] of Object.entries(classes)) {
      new KubernetesObject(
        this,
        tier,
        new PriorityClass({
          metadata: { name: priorityClassOf(tier as Tier), labels: { 'app.kubernetes.io/managed-by': 'platform' } },
          value,
          description,
          globalDefault: false,
          preemptionPolicy: tier === 'batch' ? 'Never' : 'PreemptLowerPriority',
        }),
      );
    }
  }
}
