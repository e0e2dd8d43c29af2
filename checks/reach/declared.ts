import type { Component, ComponentIngress, Pods } from '#model';
import { groupedBy } from '../graph/lists';
import type { Scene } from '../mechanism/rule';
import { beyond, type Range, rangesOf } from './addresses';
import { meshProbes } from './places';
import type { PodGroup } from './pods';
import type { Direction } from './policy';
import { probedPorts } from './probed';
import { isPlace, type Place } from './step';
import { type Way, waysOf } from './ways';

/** What a platform asks for, in the form in which it is looked up. */
export class Declared {
  private readonly pairs = new Map<PodGroup, Map<PodGroup, Set<number>>>();
  private readonly places = new Map<PodGroup, Record<Direction, { ranges: readonly Range[]; port?: number }[]>>();
  private readonly components: ReadonlyMap<string, Component>;

  private readonly sharing: ReadonlyMap<string, readonly PodGroup[]>;
  private readonly tunnel?: number;
  private readonly scraper?: Pods;

  constructor(scene: Scene) {
    const { reach, cluster } = scene;
    this.tunnel = cluster.mesh?.tunnelPort;
    this.scraper = cluster.scraper;
    this.components = new Map(cluster.components.map((component) => [component.name, component]));
    for (const way of waysOf(scene)) this.addWay(way);
    const pods = cluster.subnets.pods.flatMap((cidr) => rangesOf({ cidr }));
    for (const group of reach.groups) this.addGiven(group, pods);
    this.sharing = groupedBy(
      reach.groups.filter((group) => this.componentOf(group)),
      ({ namespace }) => namespace,
    );
  }

  private addWay({ source, destination, port }: Way): void {
    if (!isPlace(source) && !isPlace(destination)) this.portsOf(source, destination).add(port.number);
    else if (!isPlace(destination)) this.placesOf(destination).ingress.push({ ranges: (source as Place).ranges, port: port.number });
    else if (!isPlace(source)) this.placesOf(source).egress.push({ ranges: destination.ranges, port: port.number });
  }

  /** What is open without a definition saying so: the ports of probes, all of them in a mesh, and pods' own addresses for what asks nodes. */
  private addGiven(group: PodGroup, pods: readonly Range[]): void {
    const component = this.componentOf(group);
    for (const port of probedPorts(group)) this.placesOf(group).ingress.push({ ranges: meshProbes.ranges, port });
    if (component?.meshed) this.placesOf(group).ingress.push({ ranges: meshProbes.ranges });
    if (component?.network?.egress?.includes('nodes')) this.placesOf(group).egress.push({ ranges: pods });
  }

  /** Whether some pods may reach others on a port. Those of one definition may always. */
  isAsked(source: PodGroup, destination: PodGroup, port: number): boolean {
    if (source.owner === destination.owner || this.pairs.get(source)?.get(destination)?.has(port)) return true;
    const [from, to] = [this.componentOf(source), this.componentOf(destination)];
    if (from && to && source.namespace === destination.namespace) return true;
    // Policies cannot tell what is meant by a connection through the tunnel of a mesh; who may use it is trusted not to mean more.
    const tunnelled = this.tunnel !== undefined && to?.meshed !== undefined && (port === this.tunnel || from?.meshed !== undefined);
    if (to?.network?.ingress?.some((each) => this.isMeant(each, source) && (tunnelled || each.ports.includes(port)))) return true;
    // Where no policy can be, only who goes there can say so.
    return destination.namespace === 'kube-system' && (from?.network?.egress?.some((to) => to === 'cluster' || to === 'nodes') ?? false);
  }

  /** The addresses of a block that nothing asks to be open on a port. Components of one namespace share what each of them asks for. */
  beyond(direction: Direction, group: PodGroup, block: readonly Range[], port: number): Range[] {
    const sharing = this.componentOf(group) ? (this.sharing.get(group.namespace) ?? []) : [group];
    const places = sharing.flatMap((each) => this.placesOf(each)[direction]);
    const asked = places.filter((each) => each.port === undefined || each.port === port);
    return beyond(
      block,
      asked.flatMap(({ ranges }) => ranges),
    );
  }

  private isMeant({ from }: ComponentIngress, source: PodGroup): boolean {
    switch (from) {
      case 'cluster':
        return true;
      case 'scraper':
        return source.namespace === this.scraper?.namespace && source.labels === this.scraper.labels;
      case 'readers-of-metrics':
        return this.componentOf(source)?.network?.egress?.includes('metrics') ?? false;
      default:
        return false;
    }
  }

  private componentOf({ owner }: PodGroup): Component | undefined {
    return this.components.get(owner);
  }

  private placesOf(group: PodGroup) {
    const known = this.places.get(group) ?? { ingress: [], egress: [] };
    this.places.set(group, known);
    return known;
  }

  private portsOf(source: PodGroup, destination: PodGroup): Set<number> {
    const from = this.pairs.get(source) ?? new Map<PodGroup, Set<number>>();
    const ports = from.get(destination) ?? new Set<number>();
    this.pairs.set(source, from.set(destination, ports));
    return ports;
  }
}
