import { objectName } from '#model';
import { append } from './graph/lists';
import type { Selector } from './graph/selector';
import { defineRule, type Located } from './mechanism/rule';
import { copyOf } from './references/copies';

export default defineRule({
  why: 'The API server evicts no pod that two budgets keep, so a node with one of them on it can never be drained.',
  incidents: ['I24'],
  *check({ objects, reach }) {
    const byPods = new Map<string, Located[]>();
    for (const { app, json } of objects) {
      if (json.kind !== 'PodDisruptionBudget') continue;
      const { selector = {} } = json.spec as { readonly selector?: Selector };
      for (const { name, template } of reach.select(json.metadata.namespace ?? 'default', selector))
        if (template) append(byPods, name, { app, json });
    }
    for (const [pods, [first, ...others]] of byPods)
      for (const { app, json } of others)
        yield {
          ...{ app, json },
          fact: `keeps the pods of ${pods}, which ${first ? objectName(first.json) : ''} keeps already`,
          fix: 'remove one of them, or make their selectors tell the pods apart',
        };
  },
  mutation: (apps) => {
    copyOf(apps, 'PodDisruptionBudget', ({ spec }) => spec.selector?.matchLabels?.['app.kubernetes.io/component'] !== undefined);
  },
});
