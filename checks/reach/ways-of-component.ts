import { type Component, type ComponentIngress, names } from '#model';
import type { Scene } from '../mechanism/rule';
import { placesOf } from './places';
import { type PodGroup, scrapersOf } from './pods';
import { type Peer, tcp } from './step';
import type { Way } from './ways';
import { beyond } from './ways-of-service';

/** Where the definition of a component asks to go, and who asks to come to it. */
export function* waysOfComponent({ name, network = {} }: Component, scene: Scene, own: readonly PodGroup[]): Generator<Way> {
  const { subnets } = scene.cluster;
  for (const ingress of network.ingress ?? []) for (const destination of own) yield* ways(name, ingress, destination, scene);
  const asked = new Set(network.egress);
  const api = placesOf('the API server', asked.has('kubernetes') ? [names.kubernetesApi, ...subnets.controlPlane] : []);
  for (const source of own) {
    yield* beyond(source, { aws: asked.has('aws'), internet: asked.has('https') }, subnets.endpoints);
    for (const destination of api)
      yield { of: 'component', source, destination, port: tcp(443), because: `component ${name} asks the API server` };
  }
}

function* ways(name: string, { from, ports }: ComponentIngress, destination: PodGroup, scene: Scene): Generator<Way> {
  const because = `component ${name} serves the ${from}`;
  for (const source of sourcesOf(from, scene))
    for (const port of ports) yield { of: from === 'scraper' ? 'scrape' : 'component', source, destination, port: tcp(port), because };
}

/** Who is meant. Any pod of the cluster is nobody in particular. */
const sourcesOf = (from: ComponentIngress['from'], scene: Scene): readonly Peer[] => {
  const { subnets } = scene.cluster;
  switch (from) {
    case 'control-plane':
      return placesOf('the control plane', subnets.controlPlane);
    case 'load-balancer':
      return placesOf('load balancers', subnets.public);
    case 'scraper':
      return scrapersOf(scene);
    case 'readers-of-metrics':
      return scene.reach.groups.filter(({ owner }) => readers(scene).has(owner));
    default:
      return [];
  }
};

/** The components that ask about metrics, by name. */
const readers = ({ cluster }: Scene): ReadonlySet<string> =>
  new Set(cluster.components.filter(({ network }) => network?.egress?.includes('metrics')).map(({ name }) => name));
