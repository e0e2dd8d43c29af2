import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'A rollout that is to be judged by what is not there stops, and the new version waits half let in.',
  incidents: ['I06'],
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['uses'], ['AnalysisTemplate.argoproj.io', 'ClusterAnalysisTemplate.argoproj.io', 'MetricTemplate.flagger.app']),
      ({ kind, name }) => `is judged by ${kind.replace(/\..*/, '')} '${name}', which is not there`,
      'name one that is rendered',
    ),
  mutation: (apps) => {
    const { steps } = firstOf(apps, 'Rollout').spec.strategy.canary;
    const { templates } = steps.find(({ analysis }: { analysis?: object }) => analysis).analysis;
    templates[0].templateName += 's';
  },
});
