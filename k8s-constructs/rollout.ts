import type { IBlueGreenStrategy } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/BlueGreenStrategy';
import type { ICanaryStrategy } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/CanaryStrategy';
import { Rollout as RolloutModel } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout';
import type { Construct } from 'constructs';
import type { RolloutForm } from '#model';
import { analysisSeconds, judged } from './analysis';
import { labelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { podHashLabel } from './objective-queries';
import { podTemplateOf, type StayingPodsProps } from './pod-template';

/** Properties of pods whose new versions are judged before everybody gets them. */
export interface RolloutProps extends StayingPodsProps {
  /** Whether a new version comes in beside the old one by and by, or all at once. */
  readonly form: Exclude<RolloutForm, 'rolling'>;
}

/** The Service that leads to the pods of the new version alone. */
export const previewName = (name: string, form: RolloutProps['form']): string => `${name}-${form === 'canary' ? 'canary' : 'preview'}`;

/**
 * A Rollout, in place of a Deployment. It has no `replicas`: the autoscaler owns them. An AnalysisTemplate of the same name judges new
 * versions; one that fails goes, and so does one whose pods are not ready in time. To go back, the change is reverted in Git.
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/specification/
 */
export class Rollout extends KubernetesObject {
  constructor(scope: Construct, id: string, props: RolloutProps) {
    const { name, form } = props;
    super(
      scope,
      id,
      new RolloutModel({
        metadata: { name, labels: labelsOf(props) },
        spec: {
          selector: { matchLabels: selectorOf(name, 'api') },
          revisionHistoryLimit: 3,
          progressDeadlineSeconds: 600,
          progressDeadlineAbort: true,
          // What was judged before is not judged again when it comes back.
          rollbackWindow: { revisions: 2 },
          strategy: form === 'canary' ? { canary: canary(name) } : { blueGreen: blueGreen(name) },
          template: podTemplateOf(props, { versionLabel: podHashLabel }),
        },
      }),
    );
  }
}

/**
 * Callers are divided as pods are: the Service of the workload's name leads to both versions, whoever calls. Each step is judged before the
 * next, the first with a single pod.
 */
const canary = (name: string): ICanaryStrategy => ({
  canaryService: previewName(name, 'canary'),
  maxSurge: '25%',
  maxUnavailable: 0,
  steps: [{ setWeight: 10 }, { analysis: judged(name) }, { setWeight: 50 }, { analysis: judged(name) }],
});

/**
 * Callers are sent over once all new pods are ready and have been scraped for a while. They are judged by what callers then meet; the old pods
 * are kept until that is over, so that the way back takes no longer than a selector.
 */
const blueGreen = (name: string): IBlueGreenStrategy => ({
  activeService: name,
  previewService: previewName(name, 'blue-green'),
  autoPromotionEnabled: true,
  prePromotionAnalysis: judged(`${name}-preview`),
  postPromotionAnalysis: judged(name),
  scaleDownDelaySeconds: analysisSeconds + 120,
  abortScaleDownDelaySeconds: 60,
});
