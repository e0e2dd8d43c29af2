import type { Construct } from 'constructs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { labelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { partName, podTemplateOf, type StayingPodsProps } from './pod-template';

/** Properties of a workload that keeps nothing. */
export type WorkloadProps = StayingPodsProps;

/** A Deployment of pods that keep nothing. It has no `replicas`: the autoscaler owns them. */
export class Workload extends KubernetesObject {
  constructor(scope: Construct, id: string, props: WorkloadProps) {
    const { part = 'api' } = props;
    super(
      scope,
      id,
      new Deployment({
        metadata: { name: partName(props.name, part), labels: labelsOf(props) },
        spec: {
          selector: { matchLabels: selectorOf(props.name, part) },
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
          revisionHistoryLimit: 3,
          progressDeadlineSeconds: 600,
          template: podTemplateOf(props, { versionLabel: 'pod-template-hash' }),
        },
      }),
    );
  }
}
