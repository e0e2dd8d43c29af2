import { inWords, type Selector } from './graph/selector';
import { defineRule } from './mechanism/rule';
import { chartNamespaces } from './reach';
import { copyOf } from './references/copies';

export default defineRule({
  why: 'A budget for no pods keeps none of them: a drain takes all replicas of the workload that it was written for at once.',
  incidents: ['I24'],
  *check({ objects, reach }) {
    const unknown = chartNamespaces(reach.groups);
    for (const { app, json } of objects) {
      if (json.kind !== 'PodDisruptionBudget') continue;
      const { namespace = 'default' } = json.metadata;
      const { selector = {} } = json.spec as { readonly selector?: Selector };
      if (unknown.has(namespace) || reach.select(namespace, selector).length > 0) continue;
      const fact = `keeps pods with '${inWords(selector)}' in namespace '${namespace}', and there is none`;
      yield { app, json, fact, fix: 'select labels that a pod template has, or remove the budget' };
    }
  },
  mutation: (apps) => {
    copyOf(apps, 'PodDisruptionBudget').spec.selector = { matchLabels: { 'app.kubernetes.io/name': 'nobody' } };
  },
});
