import type { Construct } from 'constructs';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { type Identity, labelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';

/**
 * Lets nodes be drained one pod at a time. A pod that is not healthy anyway never holds a drain up.
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
 */
export class DisruptionBudget extends KubernetesObject {
  constructor(scope: Construct, id: string, identity: Identity) {
    super(
      scope,
      id,
      new PodDisruptionBudget({
        metadata: { name: identity.name, labels: labelsOf(identity) },
        spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: selectorOf(identity.name, 'api') } },
      }),
    );
  }
}
