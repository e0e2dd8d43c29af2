import type { Construct } from 'constructs';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';

/** Properties of an autoscaler. */
export interface AutoscalerProps extends Identity {
  readonly min: number;
  readonly max: number;
  /** CPU use in percent of the request, above which pods are added. */
  readonly cpuPercent: number;
}

/**
 * Adds pods of the Deployment of the same name within seconds, and takes them away over minutes, so that a short pause does not cost the next peak.
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
 */
export class Autoscaler extends KubernetesObject {
  constructor(scope: Construct, id: string, props: AutoscalerProps) {
    super(
      scope,
      id,
      new HorizontalPodAutoscaler({
        metadata: { name: props.name, labels: labelsOf(props) },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: props.name },
          minReplicas: props.min,
          maxReplicas: props.max,
          metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: props.cpuPercent } } }],
          behavior: {
            scaleUp: {
              stabilizationWindowSeconds: 0,
              selectPolicy: 'Max',
              policies: [
                { type: 'Percent', value: 100, periodSeconds: 15 },
                { type: 'Pods', value: 2, periodSeconds: 15 },
              ],
            },
            scaleDown: {
              stabilizationWindowSeconds: 300,
              selectPolicy: 'Max',
              policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }],
            },
          },
        },
      }),
    );
  }
}
