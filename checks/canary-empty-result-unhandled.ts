import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { judgementsIn } from './queries/rollouts';

export default defineRule({
  why: 'Where nobody calls, Prometheus has no answer: the rollout fails with an error that has nothing to do with the version, or goes on unseen.',
  incidents: ['I06'],
  *check(scene) {
    for (const { app, json, metric } of judgementsIn(scene)) {
      for (const field of ['successCondition', 'failureCondition'] as const) {
        if (metric[field]?.includes('len(result)')) continue;
        yield {
          app,
          json,
          fact: `metric '${metric.name}' has the ${field} '${metric[field] ?? ''}', which an empty result breaks`,
          fix: "begin it with 'len(result) > 0 &&'",
        };
      }
    }
    for (const { app, json } of scene.objects) {
      if (json.kind !== 'Canary') continue;
      const { analysis } = json.spec as { analysis: { metrics: readonly { thresholdRange?: { min?: number } }[] } };
      if (analysis.metrics.some(({ thresholdRange }) => thresholdRange?.min !== undefined)) continue;
      yield { app, json, fact: 'no metric asks how many requests there were', fix: 'add one with thresholdRange.min' };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'AnalysisTemplate').spec.metrics[0].successCondition = 'result[0] >= 20';
  },
});
