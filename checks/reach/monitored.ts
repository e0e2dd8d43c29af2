import { LabelIndex, type Selector } from '../graph/selector';
import type { Located, Scene } from '../mechanism/rule';
import { type Backend, backendsOf } from './backends';
import type { PodGroup } from './pods';
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
  for (const { monitor, services } of monitorsOf(objects, reach)) {
    const { endpoints = [] } = monitor.json.spec as MonitorSpec;
    for (const service of services) for (const { port = '' } of endpoints) yield { monitor, service, port };
  }
}

/** A monitor, with what it asks for and what it finds. */
export interface FoundByMonitor {
  readonly monitor: Located;
  readonly selector: Selector;
  readonly namespaces: readonly string[];
  /** Of a PodMonitor none. */
  readonly services: readonly Located[];
  /** Of a ServiceMonitor none. */
  readonly pods: readonly PodGroup[];
}

/** Every monitor of the cluster. */
export function* monitorsOf(objects: readonly Located[], reach: Reach): Generator<FoundByMonitor> {
  const index = new LabelIndex(objects.filter(({ json }) => json.kind === 'Service').map(labelled));
  for (const monitor of objects) {
    const { kind, spec } = monitor.json;
    if (kind !== 'ServiceMonitor' && kind !== 'PodMonitor') continue;
    const { selector } = spec as MonitorSpec;
    const namespaces = namespacesOf(monitor, reach);
    const services = kind === 'ServiceMonitor' ? namespaces.flatMap((each) => index.select(each, selector)) : [];
    const pods = kind === 'PodMonitor' ? namespaces.flatMap((each) => reach.select(each, selector)) : [];
    yield { monitor, selector, namespaces, services, pods };
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

/** With the cluster, the proxies of its mesh count as well. */
type Scraping = Pick<Scene, 'objects' | 'reach'> & Partial<Pick<Scene, 'cluster'>>;

/** What monitors have scraped: pods and the port on which they answer. */
export function* scrapedBy({ objects, reach, cluster }: Scraping): Generator<Backend & { monitor: Located }> {
  // The proxies that a mesh puts into pods have a port that stands in no template.
  const given = cluster?.mesh?.requests?.fromPods;
  const numberOf = ({ ports }: PodGroup, name: string): number | undefined =>
    ports && (ports.get(name) ?? (name === given?.portName ? given.port : undefined));
  for (const { monitor, service, port } of monitoredPorts(objects, reach))
    for (const backend of backendsOf(reach, service, port)) yield { ...backend, monitor };
  for (const { monitor, pods } of monitorsOf(objects, reach)) {
    const { podMetricsEndpoints = [] } = monitor.json.spec as MonitorSpec;
    for (const group of pods)
      for (const number of podMetricsEndpoints.flatMap(({ port = '' }) => numberOf(group, port) ?? []))
        yield { group, port: tcp(number), monitor };
  }
}
