import { alike, inWords } from './graph/selector';
import { defineRule } from './mechanism/rule';
import { chartNamespaces } from './reach';
import { monitorsOf } from './reach/monitored';
import { copyOf, oneOf } from './references/copies';

export default defineRule({
  why: 'A monitor with a misspelt selector scrapes nothing, and every alert on its metrics stays silent.',
  elsewhere: { 'kube-linter': ['dangling-servicemonitor'] },
  incidents: ['I04'],
  *check({ objects, reach }) {
    const unknown = chartNamespaces(reach.groups);
    const services = objects.filter(({ json }) => json.kind === 'Service');
    for (const { monitor, namespaces, selector, services: found, pods } of monitorsOf(objects, reach)) {
      if (found.length + pods.length > 0 || namespaces.some((namespace) => unknown.has(namespace))) continue;
      const { app, json } = monitor;
      const words = inWords(selector);
      const near = services
        .filter((each) => namespaces.includes(each.json.metadata.namespace ?? 'default'))
        .map((each) => inWords({ matchLabels: alike(each.json.metadata.labels ?? {}, selector.matchLabels) }));
      const what = json.kind === 'PodMonitor' ? 'pods' : 'Services';
      const fact = `selects ${what} with '${words}' in ${namespaces.map((each) => `'${each}'`).join(', ')}, and there is none`;
      yield { app, json, fact, fix: oneOf(words, near, 'select labels that are there, or remove the monitor') };
    }
  },
  mutation: (apps) => {
    const monitor = copyOf(apps, 'ServiceMonitor');
    monitor.spec.selector.matchLabels['app.kubernetes.io/component'] = 'apo';
  },
});
