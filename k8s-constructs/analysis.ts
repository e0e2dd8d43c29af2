import { AnalysisTemplate } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate';
import type { IMetric } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Metric';
import type { IRolloutAnalysis } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/RolloutAnalysis';
import type { Construct } from 'constructs';
import { failuresAllowed, type Objectives, slowAllowed } from '#model';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';
import { type Counted, fewestRequests, ofHash, ofService, versionQueries } from './objective-queries';
import { foundation } from './sync';

/** Properties of what a new version is judged by. */
export interface AnalysisProps extends Identity {
  /** What the service promises. */
  readonly objectives: Objectives;
  /** Where Prometheus answers queries. */
  readonly prometheus: string;
  /** Who counts its requests. @default - the kit does */
  readonly counted?: Counted;
}

/** How far a query looks back. Not further than the measurements of one step take, or it would judge what was before. */
const range = '5m';

/** When it measures: first after two scrapes of the new pods, then each minute. */
const timing = { initialDelay: '2m', interval: '1m', count: 5 } as const;

/** Seconds that all measurements of one step take. */
export const analysisSeconds = 2 * 60 + 60 * (timing.count - 1);

/** The argument by which the pods of the new version are told from the others. */
const version = 'version';

/**
 * What a new version is judged by: that enough callers reach it, and that it fails and is slow no more often than the objectives let it. Where
 * hardly anybody calls, nothing is decided: the rollout waits for a person.
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
 */
export class Analysis extends KubernetesObject {
  constructor(scope: Construct, id: string, props: AnalysisProps) {
    const { name, partOf, objectives, prometheus, counted = ofService(partOf, name) } = props;
    const queries = versionQueries(ofHash(counted, `{{args.${version}}}`), objectives, range);
    const metric = (metricName: string, query: string, conditions: Pick<IMetric, 'successCondition' | 'failureCondition'>): IMetric => ({
      name: metricName,
      ...timing,
      ...conditions,
      failureLimit: 1,
      // Of the first measurements some may find too few callers.
      inconclusiveLimit: 2,
      consecutiveErrorLimit: 3,
      provider: { prometheus: { address: prometheus, query } },
    });
    super(
      scope,
      id,
      new AnalysisTemplate({
        metadata: { name, labels: labelsOf(props), annotations: foundation },
        spec: {
          args: [{ name: version }],
          metrics: [
            metric('traffic', queries.traffic, {
              successCondition: `len(result) > 0 && result[0] >= ${fewestRequests}`,
              // The query always has an answer; without one Prometheus is broken.
              failureCondition: 'len(result) == 0',
            }),
            metric('failures', queries.failures, atMost(failuresAllowed(objectives))),
            metric('slow', queries.slow, atMost(slowAllowed(objectives))),
          ],
        },
      }),
    );
  }
}

/** Neither holds where there is no result, or none that is a number: then the measurement decides nothing. */
const atMost = (most: number): Pick<IMetric, 'successCondition' | 'failureCondition'> => ({
  successCondition: `len(result) > 0 && !isNaN(result[0]) && result[0] <= ${most}`,
  failureCondition: `len(result) > 0 && !isNaN(result[0]) && result[0] > ${most}`,
});

/** The judgement of the version that comes in, as a part of a rollout. */
export const judged = (template: string): IRolloutAnalysis => ({
  templates: [{ templateName: template }],
  args: [{ name: version, valueFrom: { podTemplateHashValue: 'Latest' } }],
});
