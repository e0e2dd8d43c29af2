import { names, portsOf, type ReachedStore, type Service, storePorts, storesOf, usesAws } from '#model';
import { secretOf } from '../secrets/provided';
import { internet, placeOf, placesOf } from './places';
import type { PodGroup } from './pods';
import { type Port, tcp } from './step';
import type { Around, Owned, Way } from './ways';

/** Where the definition of a service asks to go, and who asks to come to it. */
export function* waysOfService(service: Service, { platform, cluster, owned, gateways }: Around): Generator<Way> {
  const own = owned.get(service.name) ?? [];
  const working = own.filter(isActing);
  for (const source of working) {
    for (const callee of platform.calleesOf(service.name)) yield* callTo(source, callee, owned);
    yield* beyond(source, { aws: usesAws(service), internet: service.external !== undefined }, cluster.subnets.endpoints);
  }
  if (service.http?.exposure === 'public') yield* entries(service, gateways, owned);
  for (const store of storesOf(service)) yield* storage(store, service.name, own, cluster.subnets.stores);
}

/** What a pod is for, by the label that its selector tells it by. */
const partOf = ({ labels }: PodGroup): string | undefined => labels['app.kubernetes.io/component'];

/** Everything of a service acts for it, but for a migration, which has to do with its database alone. */
const isActing = (group: PodGroup): boolean => partOf(group) !== 'migration';

/** Pods that only work are called by nobody, although they have the ports of those that answer. */
const isAnswering = (group: PodGroup): boolean => !group.template?.ends && partOf(group) !== 'worker';

function* callTo(source: PodGroup, callee: Service, owned: Owned): Generator<Way> {
  for (const { destination, port } of answering(callee, owned))
    yield { of: 'call', source, destination, port, because: `${source.name} calls '${callee.name}'` };
}

/** Where a service answers: its pods that have the port. */
export const answering = (service: Service, owned: Owned): { destination: PodGroup; port: Port }[] =>
  (owned.get(service.name) ?? []).flatMap((destination) => {
    const numbers = new Set(isAnswering(destination) ? destination.ports?.values() : []);
    return portsOf(service).flatMap(({ port }) => (numbers.has(port) ? [{ destination, port: tcp(port) }] : []));
  });

function* entries(service: Service, gateways: readonly PodGroup[], owned: Owned): Generator<Way> {
  for (const { destination, port } of answering(service, owned))
    for (const source of port.number === service.http?.port ? gateways : [])
      yield { of: 'call', source, destination, port, because: `'${service.name}' is public` };
}

function* storage(store: ReachedStore, service: string, own: readonly PodGroup[], subnets: readonly string[]): Generator<Way> {
  for (const source of usersOf(store, service, own))
    for (const destination of placesOf(`the ${store}`, subnets))
      yield { of: 'store', source, destination, port: tcp(storePorts[store]), because: `${source.name} uses the ${store}` };
}

/** The pods that are given the way in; where no secret store copies logins, all that stay. */
const usersOf = (store: ReachedStore, service: string, own: readonly PodGroup[]): readonly PodGroup[] => {
  const given = own.filter(({ template }) => template?.spec.volumes?.some((volume) => secretOf(volume) === `${service}-${store}`));
  return given.length ? given : own.filter(({ template }) => !template?.ends);
};

/** What pods need to act in AWS, and to leave the platform. */
export function* beyond(source: PodGroup, asked: { aws: boolean; internet: boolean }, endpoints: readonly string[]): Generator<Way> {
  const because = `${source.name} acts in AWS`;
  if (asked.aws) {
    const agent = placeOf('the Pod Identity agent', [names.podIdentityAgent]);
    yield { of: 'aws', source, destination: agent, port: tcp(80), because };
    for (const destination of placesOf('the endpoints', endpoints)) yield { of: 'aws', source, destination, port: tcp(443), because };
  }
  if (asked.internet)
    yield { of: 'outside', source, destination: internet, port: tcp(443), because: `${source.name} has somewhere to go outside` };
}
