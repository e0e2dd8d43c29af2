import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { IScaleTriggers } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaleTriggers';
import type { Construct } from 'constructs';
import { type AutoscalerProps, deployment, scalingBehavior } from './autoscaler';
import { labelsOf } from './labels';
import { KubernetesObject } from './object';
import { partName } from './pod-template';

/** One figure by which pods are added. KEDA knows the kind; the fields are its own. */
export interface Load {
  /** What it is called in a formula: letters, digits and underscores. */
  readonly name: string;
  readonly type: 'prometheus' | 'aws-cloudwatch' | 'aws-sqs-queue';
  readonly metadata: Readonly<Record<string, string>>;
  /** The TriggerAuthentication by which it is read. @default - it needs none */
  readonly authentication?: string;
}

/** Properties of a scaler on load. */
export interface LoadScalerProps extends Omit<AutoscalerProps, 'cpuPercent'> {
  /** CPU use in percent of the request, above which pods are added. @default - CPU adds none */
  readonly cpuPercent?: number;
  readonly loads: readonly Load[];
  /** One figure of all loads, of which 1 is what one pod should have. @default - each load counts for itself, and the largest decides */
  readonly formula?: string;
}

/**
 * Scales a workload on what is asked of it, by a ScaledObject of KEDA. While a figure cannot be had, the pods that there are stay.
 * @see https://keda.sh/docs/latest/reference/scaledobject-spec/
 */
export class LoadScaler extends KubernetesObject {
  constructor(scope: Construct, id: string, props: LoadScalerProps) {
    const name = partName(props.name, props.part ?? 'api');
    const { cpuPercent, formula } = props;
    super(
      scope,
      id,
      new ScaledObject({
        metadata: { name, labels: labelsOf(props) },
        spec: {
          scaleTargetRef: { ...(props.target ?? deployment), name },
          minReplicaCount: props.min,
          maxReplicaCount: props.max,
          pollingInterval: 30,
          cooldownPeriod: 300,
          fallback: { failureThreshold: 3, replicas: props.min, behavior: 'currentReplicasIfHigher' },
          advanced: {
            restoreToOriginalReplicaCount: false,
            horizontalPodAutoscalerConfig: { behavior: scalingBehavior },
            ...(formula && { scalingModifiers: { formula, target: '1', metricType: 'AverageValue' } }),
          },
          triggers: [...(cpuPercent ? [cpuTrigger(props.name, cpuPercent)] : []), ...props.loads.map(trigger)],
        },
      }),
    );
  }
}

const cpuTrigger = (containerName: string, percent: number): IScaleTriggers => ({
  type: 'cpu',
  metricType: 'Utilization',
  metadata: { containerName, value: String(percent) },
});

const trigger = ({ name, type, metadata, authentication }: Load): IScaleTriggers => ({
  name,
  type,
  metricType: 'AverageValue',
  metadata: { ...metadata },
  ...(authentication && { authenticationRef: { name: authentication } }),
});
