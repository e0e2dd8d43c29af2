import { names, type Platform, portsOf, type Service, storePorts } from '#model';
import type { Scene } from '../mechanism/rule';
import { internet, meshProbes, placeOf, placesOf } from './places';
import { clusterDns } from './pods';
import { type Peer, type Port, tcp } from './step';

/** One end of a question: what a person named, and what that is on the cluster. */
export interface End {
  readonly name: string;
  /** The file that defines it. @default - nobody wrote it */
  readonly file?: string;
  readonly service?: Service;
  readonly peers: readonly Peer[];
  /** Where it is asked when nobody says on which port. */
  readonly ports: readonly Port[];
}

/** Names besides those of services and components, with what they stand for. */
const others: Readonly<Record<string, (scene: Scene) => Pick<End, 'peers' | 'ports'>>> = {
  ...Object.fromEntries(
    Object.entries(storePorts).map(([store, port]) => [
      store,
      ({ cluster }: Scene) => ({ peers: placesOf(`the ${store}`, cluster.subnets.stores), ports: [tcp(port)] }),
    ]),
  ),
  aws: ({ cluster }) => ({ peers: placesOf('the endpoints', cluster.subnets.endpoints), ports: [tcp(443)] }),
  'control-plane': ({ cluster }) => ({ peers: placesOf('the control plane', cluster.subnets.controlPlane), ports: [tcp(443)] }),
  dns: () => ({ peers: [clusterDns], ports: [{ number: 53, protocol: 'UDP' }, tcp(53)] }),
  internet: () => ({ peers: [internet], ports: [tcp(443)] }),
  kubelet: () => ({ peers: [meshProbes], ports: [] }),
  kubernetes: () => ({ peers: [placeOf('the API server', [names.kubernetesApi])], ports: [tcp(443)] }),
  'load-balancer': ({ cluster }) => ({ peers: placesOf('load balancers', cluster.subnets.public), ports: [] }),
};

/** Every name that a person may use for one end, on a cluster. Roles stand for their holders. */
export const endNames = ({ cluster }: Scene, { services }: Platform): string[] => [
  ...services.map(({ name }) => name),
  ...cluster.components.flatMap(({ name, role }) => (role ? [name, role] : [name])),
  ...Object.keys(others),
];

/** What a name is on a cluster; none where nothing is called like that. */
export const endOf = (name: string, scene: Scene, platform: Platform): End | undefined => {
  const { reach, cluster } = scene;
  const service = platform.services.find((each) => each.name === name);
  const owned = (owner: string): Peer[] => {
    const own = reach.groups.filter((group) => group.owner === owner);
    const lasting = own.filter(({ template }) => !template?.ends);
    return lasting.length ? lasting : own;
  };
  if (service) return { name, file: service.file, service, peers: owned(name), ports: portsOf(service).map(({ port }) => tcp(port)) };
  const component = cluster.components.find((each) => each.name === name || each.role === name);
  if (component) {
    const ports = (component.network?.ingress ?? []).flatMap((ingress) => ingress.ports.map(tcp));
    return { name: component.name, file: component.file, peers: owned(component.name), ports };
  }
  const other = others[name]?.(scene);
  return other && { name, ...other };
};
