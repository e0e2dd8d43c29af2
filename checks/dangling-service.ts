import type { IServiceSpec } from 'kubernetes-models/v1/ServiceSpec';
import { didYouMean } from '#model';
import { alike, inWords, type Labels } from './graph/selector';
import { defineRule } from './mechanism/rule';
import { chartNamespaces } from './reach';
import { copyOf } from './references/copies';

export default defineRule({
  why: 'Whoever calls a Service without pods is refused, and the object itself looks healthy.',
  elsewhere: { 'kube-linter': ['dangling-service'], 'kube-score': ['service-targets-pod'] },
  incidents: ['I03'],
  *check({ objects, reach }) {
    const unknown = chartNamespaces(reach.groups);
    for (const { app, json } of objects) {
      if (json.kind !== 'Service') continue;
      const { namespace = 'default' } = json.metadata;
      const matchLabels = (json.spec as IServiceSpec).selector as Labels | undefined;
      if (matchLabels === undefined || unknown.has(namespace) || reach.select(namespace, { matchLabels }).length > 0) continue;
      const near = reach.select(namespace, {}).map(({ labels }) => inWords({ matchLabels: alike(labels, matchLabels) }));
      const words = inWords({ matchLabels });
      const fix = didYouMean(words, near, 'select labels that a pod template has, or remove the Service');
      yield {
        app,
        json,
        fact: `selects '${words}' in namespace '${namespace}', where no pod is like that`,
        fix,
        unless: ['canary-service-missing'],
      };
    }
  },
  mutation: (apps) => {
    const service = copyOf(apps, 'Service');
    service.metadata.labels = { ...service.metadata.labels, 'app.kubernetes.io/component': 'nobody' };
    service.spec.selector = { 'app.kubernetes.io/name': 'nobody' };
  },
});
