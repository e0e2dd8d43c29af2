import type { Construct } from 'constructs';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IHorizontalPodAutoscalerBehavior } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerBehavior';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';
import { type Part, partName } from './pod-template';

/** Properties of an autoscaler. */
export interface AutoscalerProps extends Identity {
  readonly min: number;
  readonly max: number;
  /** CPU use in percent of the request, above which pods are added. */
  readonly cpuPercent: number;
  /** The part of the workload that is scaled. @default 'api' */
  readonly part?: Part;
  /** The kind of what is scaled, of the same name. @default - a Deployment */
  readonly target?: ScaledKind;
}

/** A kind that scalers know how to scale. */
export interface ScaledKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What most workloads are. */
export const deployment: ScaledKind = { apiVersion: 'apps/v1', kind: 'Deployment' };

/** Pods are added within seconds, and taken away over minutes, so that a short pause does not cost the next peak. */
export const scalingBehavior: IHorizontalPodAutoscalerBehavior = {
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
};

/**
 * Scales a workload on the CPU of its own container. What a mesh puts beside it does not count.
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#container-resource-metrics
 */
export class Autoscaler extends KubernetesObject {
  constructor(scope: Construct, id: string, props: AutoscalerProps) {
    const name = partName(props.name, props.part ?? 'api');
    const target = { type: 'Utilization', averageUtilization: props.cpuPercent };
    super(
      scope,
      id,
      new HorizontalPodAutoscaler({
        metadata: { name, labels: labelsOf(props) },
        spec: {
          scaleTargetRef: { ...(props.target ?? deployment), name },
          minReplicas: props.min,
          maxReplicas: props.max,
          metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: props.name, target } }],
          behavior: scalingBehavior,
        },
      }),
    );
  }
}
