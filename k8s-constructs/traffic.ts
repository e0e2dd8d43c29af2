import { type Cluster, names, type Platform, type Pods, portsOf, type Service, storePorts, usesAws, usesStream } from '#model';
import { selectorOf } from './labels';
import { internet, type Traffic } from './traffic-policy';

const https = 443;

/** What a pod needs to act in AWS: credentials from the node's agent, and the interface endpoints. */
export const awsTraffic = (cluster: Cluster): Traffic[] => [
  { peers: [names.podIdentityAgent], ports: [80] },
  { peers: cluster.subnets.endpoints, ports: [https] },
];

/** Anything on the internet, over TLS. */
export const internetTraffic: Traffic = { peers: [internet], ports: [https] };

const podsOf = ({ name, domain }: Service): Pods => ({ namespace: domain, labels: selectorOf(name, 'api') });

/** Who may reach a service: declared callers, the gateway where it is public, and the scraper of metrics. */
export const ingressOf = (service: Service, cluster: Cluster, platform: Platform): Traffic[] => {
  const ports = portsOf(service).map(({ port }) => port);
  const peers = [
    ...platform.callersOf(service.name).map(podsOf),
    ...(service.http?.exposure === 'public' && cluster.gateway ? [cluster.gateway.pods] : []),
    ...(cluster.scraper ? [cluster.scraper] : []),
  ];
  return peers.length ? [{ peers, ports }] : [];
};

/** Where a service may go: the services it calls, its stores, AWS and the outside, each only where its definition says so. */
export const egressOf = (service: Service, cluster: Cluster, platform: Platform): Traffic[] => [
  ...platform.calleesOf(service.name).map((callee) => ({ peers: [podsOf(callee)], ports: portsOf(callee).map(({ port }) => port) })),
  ...storeTraffic(service, cluster),
  ...(usesAws(service) ? awsTraffic(cluster) : []),
  ...(service.external ? [internetTraffic] : []),
];

/** The stores' subnets, on the ports of those that the service declares. */
const storeTraffic = (service: Service, { subnets }: Cluster): Traffic[] => {
  const ports = [
    ...(service.database ? [storePorts.database] : []),
    ...(service.cache ? [storePorts.cache] : []),
    ...(service.documents ? [storePorts.documents] : []),
    ...(service.search ? [storePorts.search] : []),
    ...(usesStream(service) ? [storePorts.stream] : []),
  ];
  return ports.length ? [{ peers: subnets.stores, ports }] : [];
};

/** The database alone, for a migration. */
export const databaseTraffic = ({ subnets }: Cluster): Traffic[] => [{ peers: subnets.stores, ports: [storePorts.database] }];
