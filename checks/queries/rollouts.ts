import type { Located, Scene } from '../mechanism/rule';
import { type AnalysisMetric, metricsOf } from './read';

/** A step of a canary. */
export interface Step {
  readonly setWeight?: number;
  readonly pause?: { readonly duration?: string };
  readonly analysis?: { readonly templates?: readonly { readonly templateName?: string }[] };
}

interface Analysed {
  readonly templates?: readonly { readonly templateName?: string }[];
}

/** A Rollout, as far as rules look at it. */
export interface RolloutSpec {
  readonly progressDeadlineAbort?: boolean;
  readonly strategy: {
    readonly canary?: { readonly canaryService?: string; readonly stableService?: string; readonly steps?: readonly Step[] };
    readonly blueGreen?: {
      readonly activeService?: string;
      readonly previewService?: string;
      readonly prePromotionAnalysis?: Analysed;
      readonly postPromotionAnalysis?: Analysed;
    };
  };
  readonly template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
}

/** The Rollouts of a cluster. */
export const rolloutsIn = ({ objects }: Pick<Scene, 'objects'>): (Located & { readonly spec: RolloutSpec })[] =>
  objects.filter(({ json }) => json.kind === 'Rollout').map(({ app, json }) => ({ app, json, spec: json.spec as RolloutSpec }));

/** What a version is judged by, question by question. */
export function* judgementsIn({ objects }: Pick<Scene, 'objects'>): Generator<Located & { readonly metric: AnalysisMetric }> {
  for (const { app, json } of objects)
    if (json.kind === 'AnalysisTemplate')
      for (const metric of metricsOf(json.spec)) if (metric.provider.prometheus) yield { app, json, metric };
}

/** The number that results are held against in a condition: `result[0] <= 0.01`. */
export const limitIn = (condition = ''): number | undefined => {
  const [, limit] = /result\[0\]\s*[<>]=?\s*([\d.]+)/.exec(condition) ?? [];
  return limit === undefined ? undefined : Number(limit);
};
