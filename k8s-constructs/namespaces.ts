import type { Construct } from 'constructs';
import { type Cluster, type Platform, type Service, workloadOf } from '#model';
import { systemNamespace } from './component-traffic';
import { PriorityClasses } from './priority-classes';
import { SecureNamespace } from './secure-namespace';
import { type Demand, TenantNamespace } from './tenant-namespace';

/** All namespaces of a cluster and what holds for everything in them. One application owns them, since two components may share one. */
export const buildNamespaces = (scope: Construct, platform: Platform, cluster: Cluster): void => {
  const { environment, kubernetes } = cluster;
  new PriorityClasses(scope, 'priority-classes');
  for (const [name, level] of [...securityLevels(cluster)].sort()) {
    new SecureNamespace(scope, `component-${name}`, { name, environment: environment.name, kubernetes, level });
  }
  for (const [name, services] of [...byDomain(platform.services)].sort()) {
    const owners = [...new Set(services.map(({ owner }) => owner))].sort();
    new TenantNamespace(scope, `domain-${name}`, {
      name,
      environment: environment.name,
      kubernetes,
      demand: demandOf(services, cluster),
      groups: Object.fromEntries(owners.map((owner) => [owner, platform.teams.find((team) => team.name === owner)?.github ?? owner])),
    });
  }
};

const levels = ['restricted', 'baseline', 'privileged'] as const;
type Level = (typeof levels)[number];

/** The lowest level that a component of the namespace needs. */
const securityLevels = ({ components }: Cluster): Map<string, Level> => {
  const found = new Map<string, Level>();
  for (const { namespace, podSecurity } of components) {
    if (namespace === systemNamespace) continue;
    const level = podSecurity?.level ?? 'restricted';
    const other = found.get(namespace) ?? 'restricted';
    found.set(namespace, levels.indexOf(level) > levels.indexOf(other) ? level : other);
  }
  return found;
};

/** Services by the namespace that they live in. */
export const byDomain = (services: readonly Service[]): Map<string, Service[]> => {
  const domains = new Map<string, Service[]>();
  for (const service of services) domains.set(service.domain, [...(domains.get(service.domain) ?? []), service]);
  return domains;
};

const demandOf = (services: readonly Service[], cluster: Cluster): Demand =>
  services.reduce<Demand>(
    (sum, service) => {
      const { replicas, surge, cpuMillicores, memoryMebibytes } = workloadOf(service, cluster);
      const pods = replicas.max + surge + (service.database && !cluster.standby ? 1 : 0);
      return {
        pods: sum.pods + pods,
        cpuMillicores: sum.cpuMillicores + pods * cpuMillicores,
        memoryMebibytes: sum.memoryMebibytes + pods * memoryMebibytes,
      };
    },
    { pods: 0, cpuMillicores: 0, memoryMebibytes: 0 },
  );
