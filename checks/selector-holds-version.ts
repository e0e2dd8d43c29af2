import type { Selector } from './graph/selector';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** Labels whose values change with what is deployed. */
const changing = [
  'app.kubernetes.io/version',
  'controller-revision-hash',
  'helm.sh/chart',
  'pod-template-hash',
  'rollouts-pod-template-hash',
];
/** Kinds that select pods for as long as a service lives. */
const kinds = new Set([
  'DaemonSet',
  'Deployment',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'Rollout',
  'Service',
  'ServiceMonitor',
  'StatefulSet',
]);

export default defineRule({
  why: 'A workload cannot change its selector, so one with a version in it can be deployed once; a Service with one loses its pods.',
  *check({ objects }) {
    for (const { app, json } of objects) {
      if (!kinds.has(json.kind)) continue;
      for (const key of keysOf(json.spec))
        if (changing.includes(key) || key === 'version')
          yield { app, json, fact: `selects by '${key}', which changes with each version`, fix: `take '${key}' out of the selector` };
    }
  },
  mutation: (apps) => {
    const { spec } = firstOf(apps, 'Deployment');
    spec.selector.matchLabels['app.kubernetes.io/version'] = '1';
    spec.template.metadata.labels['app.kubernetes.io/version'] = '1';
  },
});

interface Selecting {
  readonly selector?: Selector & Readonly<Record<string, unknown>>;
  readonly podSelector?: Selector;
}

/** The keys of a selector, in either of its forms; a Service has only labels. */
const keysOf = (spec: unknown): string[] => {
  const { selector, podSelector } = (spec ?? {}) as Selecting;
  const { matchLabels = {}, matchExpressions = [], ...plain } = selector ?? podSelector ?? {};
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key), ...Object.keys(plain)];
};
