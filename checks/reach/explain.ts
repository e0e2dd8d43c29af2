import { objectName } from '#model';
import type { Located, Scene } from '../mechanism/rule';
import { backendsOf, servicePort } from './backends';
import type { End } from './ends';
import type { PodGroup } from './pods';
import { inText } from './ports';
import { probedPorts } from './probed';
import { isPlace, type Peer, type Port, type Step } from './step';
import { waysOf } from './ways';

/** One thing on the way from one end to the other: the object, and what it says. */
export interface Hop {
  /** `NetworkPolicy shop/orders`; where no object decides, what does. */
  readonly at: string;
  readonly file?: string;
  readonly allows: boolean;
  readonly says: string;
}

/** The answer to the question whether one end reaches the other. */
export interface Answer {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
  readonly allowed: boolean;
  /** What asks for it. Empty where nothing does. */
  readonly because: readonly string[];
  readonly hops: readonly Hop[];
}

/** Follows a connection object by object. It is allowed when nothing on any of its ways refuses it. */
export const explain = (scene: Scene, from: End, to: End, ports: readonly Port[] = to.ports.slice(0, 1)): Answer => {
  const ways = waysOf(scene);
  const pairs = from.peers.flatMap((source) => to.peers.flatMap((destination) => ports.map((port) => ({ source, destination, port }))));
  const asking = ways.filter((way) => pairs.some((pair) => isSame(pair.source, way.source) && isSame(pair.destination, way.destination)));
  const asked = pairs.filter((pair) =>
    asking.some(
      (way) => isSame(pair.source, way.source) && isSame(pair.destination, way.destination) && way.port.number === pair.port.number,
    ),
  );
  const followed = asked.length ? asked : pairs;
  const hops = [
    ...[from, to]
      .filter(({ peers }) => peers.length === 0)
      .map(({ name, file }) => ({ at: name, file, allows: false, says: 'has no pods here' })),
    ...(to.service ? ports.flatMap((port) => serviceHops(scene, to, port)) : []),
    ...followed.flatMap(({ source, destination, port }) => [
      ...scene.reach.between(source, destination, port).map((step) => hopOf(step, source)),
      ...(isPlace(destination) ? [] : podHops(destination, port)),
    ]),
  ];
  const reasons = asking.filter((way) => ports.some(({ number }) => number === way.port.number)).map(({ because }) => because);
  return {
    ...{ from: from.name, to: to.name, ports: ports.map(inText), because: [...new Set(reasons)] },
    allowed: hops.length > 0 && hops.every(({ allows }) => allows),
    hops: unique(hops),
  };
};

/** Pods are one and the same; places are told by name, because they are made where they are asked for. */
const isSame = (one: Peer, other: Peer): boolean => one === other || (isPlace(one) && isPlace(other) && one.name === other.name);

const hopOf = ({ object, allows, says }: Step, source: Peer): Hop =>
  object ? located(object, allows, says) : { at: isPlace(source) ? source.name : 'network', allows, says };

const located = (object: Located, allows: boolean, says: string): Hop => ({
  at: objectName(object.json),
  file: object.app.definition,
  allows,
  says,
});

/** The Service that bears the name of what is asked: its port, and where that leads. */
const serviceHops = (scene: Scene, { name, service }: End, { number }: Port): Hop[] => {
  const at = `Service ${service?.domain}/${name}`;
  const object = scene.objects.find(
    ({ json }) => json.kind === 'Service' && json.metadata.name === name && json.metadata.namespace === service?.domain,
  );
  if (object === undefined) return [{ at, allows: false, says: 'is not there' }];
  const { ports = [] } = object.json.spec as { ports?: readonly { port: number }[] };
  const leading = ports.flatMap(({ port }) => backendsOf(scene.reach, object, port).map((backend) => ({ port, backend })));
  const found = leading.find(({ backend }) => backend.port.number === number);
  if (found) {
    const target = servicePort(object, found.port)?.targetPort ?? found.port;
    const how = typeof target === 'string' ? `'${target}', ${number},` : `${number}`;
    return [located(object, true, `port ${found.port} leads to port ${how} of ${found.backend.group.name}`)];
  }
  const known = leading.map(({ port, backend }) => `${port} to ${backend.port.number} of ${backend.group.name}`).join(', ');
  return [located(object, false, `no port leads to ${number} of any pod${known ? `; there is ${known}` : ''}`)];
};

/** The pods themselves: whether they have the port, and are asked whether they are ready. */
const podHops = (group: PodGroup, { number }: Port): Hop[] => {
  const { template, ports } = group;
  if (template === undefined || ports === undefined) return [];
  const name = [...ports].find(([, port]) => port === number)?.[0];
  const listens = located(
    template,
    name !== undefined,
    name === undefined ? `no container has port ${number}` : `a container has port '${name}', ${number}`,
  );
  const probes = template.spec.containers.flatMap(({ readinessProbe }) => readinessProbe ?? []);
  if (probes.length === 0) return [listens, located(template, true, 'is ready as soon as it runs')];
  const known = new Set(ports.values());
  const wrong = probedPorts(group).find((port) => !known.has(port));
  return [
    listens,
    located(
      template,
      wrong === undefined,
      wrong === undefined
        ? 'is ready when its probe says so; a node always reaches its own pods'
        : `is never ready: its probe asks port ${wrong}`,
    ),
  ];
};

const unique = (hops: readonly Hop[]): Hop[] => [...new Map(hops.map((hop) => [`${hop.at} ${hop.says}`, hop])).values()];
