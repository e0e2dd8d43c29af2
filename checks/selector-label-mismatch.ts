import { didYouMean } from '#model';
import { inWords, type Labels, type Selector, selects } from './graph/selector';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

const kinds = new Set(['DaemonSet', 'Deployment', 'ReplicaSet', 'Rollout', 'StatefulSet']);

export default defineRule({
  why: 'The API server refuses a workload whose selector does not match the labels of its own pods.',
  elsewhere: {
    'kube-linter': ['mismatching-selector'],
    'kube-score': [
      'deployment-pod-selector-labels-match-template-metadata-labels',
      'statefulset-pod-selector-labels-match-template-metadata-labels',
    ],
  },
  *check({ pods }) {
    for (const { app, json, labels } of pods) {
      if (!kinds.has(json.kind)) continue;
      const { selector = {} } = json.spec as { readonly selector?: Selector };
      if (selects(selector, labels)) continue;
      const wrong = Object.entries(selector.matchLabels ?? {}).find(([key, value]) => labels[key] !== value);
      const fact = `selects '${inWords(selector)}', and its pods bear ${wrong ? inLabels(labels, wrong[0]) : 'other labels'}`;
      const fix = didYouMean(wrong?.[1] ?? '', [labels[wrong?.[0] ?? ''] ?? ''], 'select labels that its pod template has');
      yield { app, json, fact, fix };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'Deployment').spec.selector.matchLabels.tier = 'elsewhere';
  },
});

const inLabels = (labels: Labels, key: string): string => (labels[key] === undefined ? `no '${key}'` : `${key}=${labels[key]}`);
