import type { Construct } from 'constructs';
import { type Cluster, requestTimeoutOf, type Service, toleratedFailuresOf } from '#model';
import type { Identity } from './labels';
import { KubernetesObject } from './object';
import { PublicIngress } from './public-ingress';
import { PublicRoute } from './public-route';
import { upstreamPolicy } from './upstream-policy';

/** Where a service is on its cluster. */
export interface WayInProps {
  readonly identity: Identity;
  readonly service: Service;
  readonly cluster: Cluster;
  /** Whether something on the cluster makes the route itself, from what it is told of a new version. @default false */
  readonly routed?: boolean;
}

/** Lets callers from outside in to a public service, in the form that the gateway of the cluster is told of it. */
export const openWayIn = (scope: Construct, { identity, service, cluster, routed = false }: WayInProps): void => {
  const { http } = service;
  const { gateway, apiHost: host } = cluster;
  if (http?.exposure !== 'public' || gateway === undefined) return;
  const port = http.servicePort ?? http.port;
  const route = { ...identity, host, path: http.path, port, timeoutSeconds: requestTimeoutOf(service) };
  openUpstream(scope, identity, service, cluster);
  if (routed) return;
  if (gateway.ingressClass === undefined) new PublicRoute(scope, 'route', { ...route, gateway });
  else new PublicIngress(scope, 'route', { ...route, gateway, requestsPerAddress: cluster.requestsPerAddress });
};

/** Tells the gateway when a pod of the service fails too often. */
const openUpstream = (scope: Construct, identity: Identity, service: Service, cluster: Cluster): void => {
  const failures = toleratedFailuresOf(service);
  if (failures && isKong(cluster))
    new KubernetesObject(scope, 'upstream-policy', upstreamPolicy({ identity, failures, path: readyPath(service) }));
};

/**
 * Annotations of the Service by which a pod that fails too often gets no requests for a while: from the gateway, or from the pods' own
 * proxies. Which is too often follows from the objectives. A proxy of the node reads no requests, so it cannot tell.
 */
export const outlierAnnotations = (service: Service, cluster: Cluster): Record<string, string> => {
  const failures = toleratedFailuresOf(service);
  if (failures === undefined) return {};
  return {
    ...(service.http?.exposure === 'public' && isKong(cluster) && { 'konghq.com/upstream-policy': service.name }),
    ...(cluster.mesh?.authorization === 'linkerd' && {
      'balancer.linkerd.io/failure-accrual': 'consecutive',
      'balancer.linkerd.io/failure-accrual-consecutive-max-failures': String(failures),
    }),
  };
};

const isKong = ({ installs }: Cluster): boolean => installs('configuration.konghq.com/v1beta1', 'KongUpstreamPolicy');

/** What the gateway asks of a pod that it has given up; none where nobody knows what it answers over HTTP. */
const readyPath = ({ image, probes }: Service): string | undefined => {
  const ready = probes?.ready;
  if (ready) return 'http' in ready ? ready.http : undefined;
  return image === undefined ? '/health/ready' : undefined;
};
