import { parser } from '@prometheus-io/lezer-promql';
import { monitoredPorts } from '../../reach/monitored';
import { scrapersOf } from '../../reach/pods';
import { each, idOf, type Reader } from '../surroundings';
import { portId } from './network';

/** What is scraped, by which monitor, and who does it. */
export const readMonitors: Reader = (draft, { scene, objects }) => {
  const scrapers = new Set(scrapersOf(scene).map(({ owner }) => `component ${owner}`));
  for (const { monitor, service, port } of monitoredPorts(objects, scene.reach)) {
    const { namespace = 'default', name } = service.json.metadata;
    draft.link('scrapes', idOf(monitor.json), portId(namespace, name, port), { at: monitor });
    for (const scraper of scrapers) draft.link('uses', scraper, idOf(monitor.json), { at: monitor });
  }
};

interface RuleSpec {
  readonly groups?: readonly { readonly rules?: readonly QueryRule[] }[];
}

interface QueryRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string | number;
}

/** Alerts and the metrics that they are about; a recording rule makes a metric of others. */
export const readAlerts: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, name, spec } of each<RuleSpec>(surroundings, 'PrometheusRule'))
    for (const { alert, record = '', expr } of (spec.groups ?? []).flatMap(({ rules = [] }) => rules)) {
      const file = at.app.definition;
      const from = alert
        ? draft.add({ id: `alert ${namespace}/${name} ${alert}`, type: 'alert', name: alert, at, file })
        : draft.add({ id: `metric ${record}`, type: 'metric', name: record, at, file });
      draft.link('makes', id, from, { at });
      for (const metric of metricsIn(String(expr)))
        draft.link(alert ? 'alerts on' : 'uses', from, draft.add({ id: `metric ${metric}`, type: 'metric', name: metric }), { at });
    }
};

/** The names of metrics in a query. */
export const metricsIn = (query: string): string[] => {
  const names = new Set<string>();
  parser.parse(query).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.add(query.slice(from, to));
    },
  });
  return [...names];
};
