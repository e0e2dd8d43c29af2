import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'When nodes are full, a nightly report keeps the place that the checkout needs.',
  elsewhere: { 'kube-linter': ['priority-class-name'], polaris: ['priorityClassNotSet'], kyverno: ['require-pod-priorityclassname'] },
  *check({ pods, objects }) {
    const known = objects.flatMap(({ json }) => (json.kind === 'PriorityClass' ? [json.metadata.name] : []));
    for (const { app, json, spec } of pods) {
      if (spec.priorityClassName) continue;
      yield { app, json, fact: 'its pods have no priorityClassName', fix: `set it to ${known.join(' or ') || 'a PriorityClass'}` };
    }
  },
  mutation: (apps) => {
    delete firstPod(apps).priorityClassName;
  },
});
