import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { parse, seconds } from './queries/parse';
import { judgementsIn } from './queries/rollouts';

export default defineRule({
  why: 'A query that looks back beyond the step judges the old version too, and lets a bad one pass.',
  incidents: ['I06'],
  *check(scene) {
    for (const { app, json, metric } of judgementsIn(scene)) {
      const { name, count = 1, interval = '0s', initialDelay = '0s', provider } = metric;
      const { rangeSeconds } = parse((provider.prometheus?.query ?? '').replaceAll(/\{\{[^}]*\}\}/g, 'x'));
      const lasting = seconds(interval) * count + seconds(initialDelay);
      if (rangeSeconds > lasting)
        yield {
          app,
          json,
          fact: `metric '${name}' looks ${rangeSeconds} s back, and its measurements take ${lasting} s`,
          fix: 'measure more often, or look back less far',
        };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'AnalysisTemplate').spec.metrics[0].count = 1;
  },
});
