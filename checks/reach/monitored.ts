import { LabelIndex, type Selector } from '../graph/selector';
import type { Located, Scene } from '../mechanism/rule';
import { type Backend, backendsOf } from './backends';
import type { Reach } from './reach';
import { tcp } from './step';

interface MonitorSpec {
  readonly selector: Selector;
  readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] };
  readonly endpoints?: readonly { readonly port?: string }[];
  readonly podMetricsEndpoints?: readonly { readonly port?: string }[];
}

/** A port of a Service that a monitor names. */
export interface MonitoredPort {
  readonly monitor: Located;
  readonly service: Located;
  readonly port: string;
}

/** The Services and ports that ServiceMonitors name, whether they have such a port or not. */
export function* monitoredPorts(objects: readonly Located[], reach: Reach): Generator<MonitoredPort> {
  const services = new LabelIndex(objects.filter(({ json }) => json.kind === 'Service').map(labelled));
  for (const monitor of objects.filter(({ json }) => json.kind === 'ServiceMonitor')) {
    const { selector, endpoints = [] } = monitor.json.spec as MonitorSpec;
    const found = namespacesOf(monitor, reach).flatMap((namespace) => services.select(namespace, selector));
    for (const service of found) for (const { port = '' } of endpoints) yield { monitor, service, port };
  }
}

const labelled = ({ app, json }: Located) => ({
  ...{ app, json },
  namespace: json.metadata.namespace ?? 'default',
  labels: json.metadata.labels ?? {},
});

const namespacesOf = ({ json }: Located, { namespaces }: Reach): readonly string[] => {
  const { namespaceSelector = {} } = json.spec as MonitorSpec;
  if (namespaceSelector.any) return [...namespaces.keys()];
  return namespaceSelector.matchNames ?? [json.metadata.namespace ?? 'default'];
};

/** What monitors have scraped: pods and the port on which they answer. */
export function* scrapedBy({ objects, reach }: Pick<Scene, 'objects' | 'reach'>): Generator<Backend & { monitor: Located }> {
  for (const { monitor, service, port } of monitoredPorts(objects, reach))
    for (const backend of backendsOf(reach, service, port)) yield { ...backend, monitor };
  for (const monitor of objects.filter(({ json }) => json.kind === 'PodMonitor')) {
    const { selector, podMetricsEndpoints = [] } = monitor.json.spec as MonitorSpec;
    const groups = namespacesOf(monitor, reach).flatMap((namespace) => reach.select(namespace, selector));
    for (const group of groups)
      for (const number of podMetricsEndpoints.flatMap(({ port = '' }) => group.ports?.get(port) ?? []))
        yield { group, port: tcp(number), monitor };
  }
}
