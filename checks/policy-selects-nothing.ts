import { didYouMean } from '#model';
import { alike, inWords, isEmpty } from './graph/selector';
import { defineRule } from './mechanism/rule';
import { chartNamespaces } from './reach';
import { firstPolicy } from './reach/mutations';

export default defineRule({
  why: 'A policy with a misspelt selector holds for nobody, and the pods that it was written for have whatever others leave them.',
  elsewhere: { 'kube-linter': ['dangling-networkpolicy'], 'kube-score': ['networkpolicy-targets-pod'] },
  incidents: ['I30'],
  *check({ reach }) {
    const unknown = chartNamespaces(reach.groups);
    for (const { app, json, namespace, selector } of reach.policies) {
      // One for all pods holds for those that come; which labels the pods of a chart bear, nobody here knows.
      if (isEmpty(selector) || unknown.has(namespace) || reach.select(namespace, selector).length > 0) continue;
      const labels = reach.select(namespace, {}).map((group) => inWords({ matchLabels: alike(group.labels, selector.matchLabels) }));
      yield {
        app,
        json,
        fact: `selects '${inWords(selector)}' in namespace '${namespace}', where no pod is like that`,
        fix: didYouMean(inWords(selector), labels, 'select labels that a pod template has, or remove the policy'),
      };
    }
  },
  mutation: (apps) => {
    const { app, policy } = firstPolicy(apps, () => true);
    const copy = structuredClone(policy);
    copy.metadata.name += '-again';
    copy.spec.podSelector.matchLabels['app.kubernetes.io/component'] = 'apo';
    app.objects.push({ json: copy, model: app.objects.find(({ json }) => json === policy)?.model });
  },
});
