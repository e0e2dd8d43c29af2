import { AnalysisTemplate } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate';
import type { Construct } from 'constructs';
import type { AnalysisProps } from './analysis';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';
import { hashLabel } from './objective-queries';
import { foundation } from './sync';

/** Properties of what pods are judged by before anybody calls them. */
export type PreviewAnalysisProps = Identity & Pick<AnalysisProps, 'prometheus'>;

/** What can be known of pods that nobody calls yet: that all of them have answered each time they were scraped, since they are there. */
export class PreviewAnalysis extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PreviewAnalysisProps) {
    const { name, partOf, prometheus } = props;
    const pods = `up{namespace="${partOf}",service="${name}-preview",${hashLabel}="{{args.version}}"}`;
    super(
      scope,
      id,
      new AnalysisTemplate({
        metadata: { name: `${name}-preview`, labels: labelsOf(props), annotations: foundation },
        spec: {
          args: [{ name: 'version' }],
          metrics: [
            {
              name: 'scraped',
              initialDelay: '2m',
              interval: '1m',
              count: 2,
              failureLimit: 0,
              inconclusiveLimit: 0,
              consecutiveErrorLimit: 1,
              successCondition: 'len(result) > 0 && result[0] >= 1',
              failureCondition: 'len(result) == 0 || result[0] < 1',
              provider: { prometheus: { address: prometheus, query: `min(min_over_time(${pods}[2m]))` } },
            },
          ],
        },
      }),
    );
  }
}
