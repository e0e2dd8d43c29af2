import { VerticalPodAutoscaler } from '@kubernetes-models/autoscaler/autoscaling.k8s.io/v1/VerticalPodAutoscaler';
import type { Construct } from 'constructs';
import { deployment, type ScaledKind } from './autoscaler';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';

/** Properties of a recommendation. */
export interface SizeRecommendationProps extends Identity {
  /** Name of the workload, and of the recommendation. */
  readonly workload: string;
  /** @default - a Deployment */
  readonly target?: ScaledKind;
}

/**
 * Says what the pods of a workload should be given, from what they use. It changes nothing: sizes stand in Git, and where pods are added by
 * CPU a change of the request would move the target of that as well.
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/vertical-pod-autoscale/
 */
export class SizeRecommendation extends KubernetesObject {
  constructor(scope: Construct, id: string, props: SizeRecommendationProps) {
    super(
      scope,
      id,
      new VerticalPodAutoscaler({
        metadata: { name: props.workload, labels: labelsOf(props) },
        spec: {
          targetRef: { ...(props.target ?? deployment), name: props.workload },
          updatePolicy: { updateMode: 'Off' },
          resourcePolicy: {
            containerPolicies: [{ containerName: '*', controlledResources: ['cpu', 'memory'], minAllowed: { cpu: '10m', memory: '32Mi' } }],
          },
        },
      }),
    );
  }
}
