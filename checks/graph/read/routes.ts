import type { Located } from '../../mechanism/rule';
import type { Draft } from '../graph';
import { each, objectId, type Reader } from '../surroundings';
import { portId } from './network';

interface Reference {
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

interface RouteSpec {
  readonly parentRefs?: readonly Reference[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly { readonly backendRefs?: readonly Reference[] }[];
}

/** The node of a host name. */
export const answersFor = (draft: Draft, from: string, hosts: readonly (string | undefined)[], at: Located): void => {
  for (const host of hosts) if (host) draft.link('answers for', from, draft.add({ id: `host ${host}`, type: 'host', name: host }), { at });
};

/** Routes of the Gateway API. */
export const readRoutes: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, spec } of each<RouteSpec>(surroundings, 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute')) {
    for (const parent of spec.parentRefs ?? []) draft.link('attaches to', id, parentId(parent, namespace), { at });
    const backends = (spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs);
    for (const to of backends.flatMap((backend) => backendId(backend, namespace))) draft.link('routes to', id, to, { at });
    answersFor(draft, id, spec.hostnames ?? [], at);
  }
};

const parentId = ({ kind, name, namespace }: Reference, own: string): string =>
  objectId(kind === 'Service' ? 'Service' : 'Gateway.gateway.networking.k8s.io', namespace ?? own, name);

const backendId = ({ kind = 'Service', name, namespace, port }: Reference, own: string): string[] => {
  if (kind !== 'Service') return [];
  return [port === undefined ? objectId('Service', namespace ?? own, name) : portId(namespace ?? own, name, port)];
};

interface GatewaySpec {
  readonly gatewayClassName: string;
  readonly listeners?: readonly { readonly hostname?: string; readonly tls?: { readonly certificateRefs?: readonly Reference[] } }[];
}

/** Gateways, with the certificates that they show. */
export const readGateways: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, spec } of each<GatewaySpec>(surroundings, 'Gateway')) {
    const listeners = spec.listeners ?? [];
    draft.link('uses', id, objectId('GatewayClass.gateway.networking.k8s.io', undefined, spec.gatewayClassName), { at });
    answersFor(
      draft,
      id,
      listeners.map(({ hostname }) => hostname),
      at,
    );
    for (const { name, namespace: other } of listeners.flatMap(({ tls }) => tls?.certificateRefs ?? []))
      draft.link('uses', id, objectId('Secret', other ?? namespace, name), { at });
  }
};

interface IngressSpec {
  readonly tls?: readonly { readonly secretName?: string }[];
  readonly rules?: readonly { readonly host?: string; readonly http?: { readonly paths: readonly { readonly backend: Backend }[] } }[];
}

interface Backend {
  readonly service?: { readonly name: string; readonly port?: { readonly number?: number; readonly name?: string } };
}

/** Ingresses, where the gateway of a cluster needs them. */
export const readIngresses: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, spec } of each<IngressSpec>(surroundings, 'Ingress')) {
    const { rules = [], tls = [] } = spec;
    const backends = rules.flatMap(({ http }) => http?.paths ?? []).flatMap(({ backend }) => backend.service ?? []);
    for (const { name, port } of backends) draft.link('routes to', id, portId(namespace, name, port?.name ?? port?.number ?? 0), { at });
    for (const { secretName } of tls) if (secretName) draft.link('uses', id, objectId('Secret', namespace, secretName), { at });
    answersFor(
      draft,
      id,
      rules.map(({ host }) => host),
      at,
    );
  }
};
