import { type Cluster, metricsOf, type Platform, type Pods, portsOf, type Service } from '#model';

/** A port of a service and who may open a connection to it, as a mesh knows them. */
export interface Admission {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'http' | 'grpc' | 'tcp';
  /** Service accounts. Without a name: any of the namespace. */
  readonly callers: readonly Account[];
}

export interface Account {
  readonly namespace: string;
  readonly name?: string;
}

const accountOf = ({ namespace, serviceAccount: name }: Pods): Account => ({ namespace, ...(name && { name }) });

/** Declared callers come to each port, the gateway to that of a public HTTP interface, and the scraper to that of the metrics. */
export const admissionsOf = (service: Service, cluster: Cluster, platform: Platform): Admission[] => {
  const declared: Account[] = [
    ...platform.callersOf(service.name),
    // The pods of a store find each other.
    ...(service.storage ? [service] : []),
  ].map(({ name, domain }) => ({ namespace: domain, name }));
  const measured = metricsOf(service)?.port;
  return portsOf(service).map(({ name, port, protocol }) => ({
    ...{ name, port, protocol },
    callers: [
      ...declared,
      ...(name === 'http' && service.http?.exposure === 'public' && cluster.gateway ? [accountOf(cluster.gateway.pods)] : []),
      ...(name === measured && cluster.scraper ? [accountOf(cluster.scraper)] : []),
    ],
  }));
};
