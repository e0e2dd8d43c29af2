import { defineRule } from './mechanism/rule';
import { scalingOf } from './scaling/read';

export default defineRule({
  why: 'The API server refuses an autoscaler whose most pods are fewer than its fewest, and the sync stops there.',
  elsewhere: { polaris: ['hpaMaxAvailability'] },
  incidents: ['I24'],
  *check(scene) {
    for (const { app, json, min, max } of scalingOf(scene).autoscalers)
      if (max < min || max < 1)
        yield { app, json, fact: `has at most ${max} pods and at least ${min}`, fix: `set scale.max to ${min} or more` };
  },
  mutation: (apps) => {
    const all = apps.flatMap(({ objects }) => objects);
    const autoscaler = all.find(({ json }) => json.kind === 'HorizontalPodAutoscaler' && json.spec.minReplicas > 1)?.json;
    if (autoscaler === undefined) throw new RangeError('no autoscaler of two pods or more');
    autoscaler.spec.maxReplicas = 1;
  },
});
