import type { Construct } from 'constructs';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { type Identity, labelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { type Part, partName } from './pod-template';

/** Properties of a disruption budget. */
export interface DisruptionBudgetProps extends Identity {
  /** The part of the workload whose pods it is for. @default 'api' */
  readonly part?: Part;
}

/**
 * Lets nodes be drained one pod at a time. A pod that is not healthy anyway never holds a drain up.
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
 */
export class DisruptionBudget extends KubernetesObject {
  constructor(scope: Construct, id: string, props: DisruptionBudgetProps) {
    const { name, part = 'api' } = props;
    super(
      scope,
      id,
      new PodDisruptionBudget({
        metadata: { name: partName(name, part), labels: labelsOf(props) },
        spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: selectorOf(name, part) } },
      }),
    );
  }
}
