import type { Cluster, Component } from '#model';
import type { Labelled, Labels } from '../graph/selector';
import type { PodTemplate } from '../mechanism/pods';
import type { Scene } from '../mechanism/rule';

/** Pods that are all alike: those of one workload that is rendered here, or of a component whose chart is rendered elsewhere. */
export interface PodGroup extends Labelled {
  /** How people name them: `Deployment shop/orders`, `component kong`. */
  readonly name: string;
  /** The service or component that they belong to; Kubernetes' own belong to `kubernetes`. */
  readonly owner: string;
  /** Container ports by name. @default - not known: the chart says it */
  readonly ports?: ReadonlyMap<string, number>;
  readonly serviceAccount?: string;
  /** @default - rendered elsewhere */
  readonly template?: PodTemplate;
}

/** What resolves names on every cluster: pods of an add-on that comes with it. */
export const clusterDns: PodGroup = {
  name: 'the DNS of the cluster',
  owner: 'kubernetes',
  namespace: 'kube-system',
  labels: { 'k8s-app': 'kube-dns' },
};

/** Every kind of pod on a cluster. */
export const podGroupsOf = (pods: readonly PodTemplate[], { components }: Cluster): PodGroup[] => [
  ...pods.map(rendered),
  ...components.flatMap(ofChart),
  clusterDns,
];

const rendered = (template: PodTemplate): PodGroup => {
  const { app, json, labels, spec } = template;
  const { namespace = 'default', name } = json.metadata;
  const ports = new Map<string, number>();
  for (const container of [...(spec.initContainers ?? []), ...spec.containers])
    for (const port of container.ports ?? []) ports.set(port.name ?? String(port.containerPort), port.containerPort);
  return {
    name: `${json.kind} ${namespace}/${name}`,
    owner: app.name,
    ...{ namespace, labels, ports, template },
    serviceAccount: spec.serviceAccountName ?? 'default',
  };
};

/** The pods of a chart bear the labels that the component promises to others, and whatever else nobody here knows. */
const ofChart = ({ name, namespace, network, provides = {} }: Component): PodGroup[] => {
  const promised = [provides.gateway?.pods, provides.scraper].flatMap((pods) => pods ?? []);
  if (promised.length === 0 && network === undefined && provides.serviceAccounts === undefined) return [];
  const known: readonly { namespace: string; labels: Labels }[] = promised.length ? promised : [{ namespace, labels: {} }];
  return known.map((pods) => ({ ...pods, name: `component ${name}`, owner: name }));
};

/** Namespaces in which a chart makes pods whose labels are not known here. */
export const chartNamespaces = (groups: readonly PodGroup[]): ReadonlySet<string> =>
  new Set(groups.filter(({ template, owner }) => template === undefined && owner !== 'kubernetes').map(({ namespace }) => namespace));

/** The pods that scrape, as the holder of the role promises them. */
export const scrapersOf = ({ reach, cluster: { scraper } }: Pick<Scene, 'reach' | 'cluster'>): PodGroup[] =>
  reach.groups.filter(({ namespace, labels }) => namespace === scraper?.namespace && labels === scraper.labels);
