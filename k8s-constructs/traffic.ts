import {
  type Cluster,
  hasTasks,
  metricsOf,
  names,
  type Platform,
  type Pods,
  portsOf,
  type Service,
  seriesOf,
  staysUp,
  storePorts,
  usesAws,
  usesStream,
} from '#model';
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

/** The pods of a service that answer callers. */
const answeringPods = ({ name, domain }: Service): Pods => ({ namespace: domain, labels: selectorOf(name, 'api') });

/** The pods of a service that act for it, and so call others. */
const actingPods = (service: Service, cluster: Cluster): Pods[] => {
  const { name, domain, worker } = service;
  const parts = [...(staysUp(service) ? ['api'] : []), ...(worker ? ['worker'] : []), ...(hasTasks(service, cluster) ? ['task'] : [])];
  return parts.map((part) => ({ namespace: domain, labels: selectorOf(name, part) }));
};

const numbers = (service: Service): number[] => portsOf(service).map(({ port }) => port);

/** The scraper comes in on the port of the metrics, and on no other. */
export const scraping = (service: Service, { scraper }: Cluster): Traffic[] => {
  const port = portsOf(service).find(({ name }) => name === metricsOf(service)?.port)?.port;
  return scraper && port ? [{ peers: [scraper], ports: [port] }] : [];
};

/** The scraper also comes to the proxies of the pods, where they count the requests. */
const scrapingProxies = (service: Service, cluster: Cluster): Traffic[] => {
  const port = seriesOf(service, cluster)?.fromPods?.port;
  return cluster.scraper && port ? [{ peers: [cluster.scraper], ports: [port] }] : [];
};

/** Who may reach a service: declared callers, the gateway where it is public, and the scraper of metrics. */
export const ingressOf = (service: Service, cluster: Cluster, platform: Platform): Traffic[] => {
  const callers = platform.callersOf(service.name).flatMap((caller) => actingPods(caller, cluster));
  const { http } = service;
  return [
    ...(callers.length ? [{ peers: callers, ports: numbers(service) }] : []),
    ...(http?.exposure === 'public' && cluster.gateway ? [{ peers: [cluster.gateway.pods], ports: [http.port] }] : []),
    ...scraping(service, cluster),
    ...scrapingProxies(service, cluster),
  ];
};

/** Where a service may go: the services it calls, its stores, AWS and the outside, each only where its definition says so. */
export const egressOf = (service: Service, cluster: Cluster, platform: Platform): Traffic[] => [
  ...platform.calleesOf(service.name).map((callee) => ({ peers: [answeringPods(callee)], ports: numbers(callee) })),
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
