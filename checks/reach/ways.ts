import type { Cluster, Platform } from '#model';
import { groupedBy } from '../graph/lists';
import type { Located, Scene } from '../mechanism/rule';
import { scrapedBy } from './monitored';
import { meshProbes } from './places';
import { clusterDns, type PodGroup, scrapersOf } from './pods';
import { isInAmbientMesh, probedPorts } from './probed';
import { type Peer, type Port, tcp } from './step';
import { waysOfComponent } from './ways-of-component';
import { waysOfService } from './ways-of-service';

/** A connection that the definitions ask for. */
export interface Way {
  readonly of: 'call' | 'store' | 'aws' | 'dns' | 'scrape' | 'component' | 'probe' | 'outside';
  readonly source: Peer;
  readonly destination: Peer;
  readonly port: Port;
  /** What asks for it: `Deployment shop/desk calls 'orders'`. */
  readonly because: string;
  /** The object that asks for it. @default - a definition does */
  readonly object?: Located;
}

/** Pods by the service or component that they belong to. */
export type Owned = ReadonlyMap<string, readonly PodGroup[]>;

/** What the ways of services are found in. */
export interface Around {
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly owned: Owned;
  /** The pods that callers from outside come through. */
  readonly gateways: readonly PodGroup[];
}

const found = new WeakMap<Scene, readonly Way[]>();

/** Every connection that must work on a cluster, found once for a scene. */
export const waysOf = (scene: Scene): readonly Way[] => {
  const known = found.get(scene) ?? [...everyWay(scene)];
  found.set(scene, known);
  return known;
};

function* everyWay(scene: Scene): Generator<Way> {
  const { reach, cluster } = scene;
  const platform = scene.platform.in(cluster.environment.name);
  const owned = groupedBy(reach.groups, ({ owner }) => owner);
  const pods = cluster.gateway?.pods;
  const gateways = reach.groups.filter(({ namespace, labels }) => namespace === pods?.namespace && labels === pods.labels);
  for (const service of platform.services) yield* waysOfService(service, { platform, cluster, owned, gateways });
  for (const component of cluster.components) yield* waysOfComponent(component, scene, owned.get(component.name) ?? []);
  yield* scrapes(scene);
  for (const group of reach.groups) yield* namesAndProbes(group, scene);
}

function* scrapes(scene: Scene): Generator<Way> {
  const scrapers = scrapersOf(scene);
  for (const { group, port, monitor } of scrapedBy(scene)) {
    const because = `${monitor.json.kind} '${monitor.json.metadata.name}' has it scraped`;
    for (const source of scrapers) yield { of: 'scrape', source, destination: group, port, because, object: monitor };
  }
}

function* namesAndProbes(group: PodGroup, { reach }: Scene): Generator<Way> {
  const because = 'names are asked for over UDP, and long answers come over TCP';
  if (group.namespace !== clusterDns.namespace)
    for (const protocol of ['UDP', 'TCP'] as const)
      yield { of: 'dns', source: group, destination: clusterDns, port: { number: 53, protocol }, because };
  // Everywhere else a node always reaches its own pods.
  if (isInAmbientMesh(group, reach.namespaces))
    for (const port of probedPorts(group))
      yield { of: 'probe', source: meshProbes, destination: group, port: tcp(port), because: `${group.name} is probed` };
}
