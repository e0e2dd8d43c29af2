import type { Construct } from 'constructs';
import { type Cluster, demandsOf, type Mesh, type Platform, type Service } from '#model';
import { systemNamespace } from './component-traffic';
import { preparing } from './pod';
import { PriorityClasses } from './priority-classes';
import { SecureNamespace } from './secure-namespace';
import { type Demand, TenantNamespace } from './tenant-namespace';

/** All namespaces of a cluster and what holds for everything in them. One application owns them, since two components may share one. */
export const buildNamespaces = (scope: Construct, platform: Platform, cluster: Cluster): void => {
  const { environment, kubernetes } = cluster;
  const groupOf = (team: string): string => platform.teams.find(({ name }) => name === team)?.github ?? team;
  new PriorityClasses(scope, 'priority-classes');
  for (const [name, level] of [...securityLevels(cluster)].sort()) {
    const mesh = cluster.components.some(({ namespace, meshed }) => namespace === name && meshed) ? meshOfComponents(cluster) : undefined;
    new SecureNamespace(scope, `component-${name}`, { name, environment: environment.name, kubernetes, level, ...(mesh && { mesh }) });
  }
  for (const [name, services] of [...byDomain(platform.services)].sort()) {
    const owners = [...new Set(services.map(({ owner }) => owner))].sort();
    new TenantNamespace(scope, `domain-${name}`, {
      name,
      environment: environment.name,
      kubernetes,
      ...(cluster.mesh && { mesh: cluster.mesh.namespace }),
      demand: demandOf(services, cluster),
      free: environment.shape === 'frugal',
      groups: Object.fromEntries(owners.map((owner) => [owner, groupOf(owner)])),
      ...(cluster.delivery === 'rollout' && { deciders: groupOf(cluster.organisation.platformTeam) }),
    });
  }
};

/** A component also takes connections from outside of the mesh, so it closes no port to them. */
const meshOfComponents = ({ mesh }: Cluster): Mesh['namespace'] | undefined => mesh && { ...mesh.namespace, ...mesh.ofComponents };

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

/** A pod asks for what the largest of its containers asks for that run before the others, where they ask for less. */
const atLeast = <Asked extends typeof preparing>(asked: Asked, { initContainers = {} }: Service): Asked =>
  Object.keys(initContainers).length === 0
    ? asked
    : {
        ...asked,
        cpuMillicores: Math.max(asked.cpuMillicores, preparing.cpuMillicores),
        memoryMebibytes: Math.max(asked.memoryMebibytes, preparing.memoryMebibytes),
      };

/** Everything of some services at once. */
const demandOf = (services: readonly Service[], cluster: Cluster): Demand => {
  const all = services.flatMap((service) =>
    demandsOf(service, cluster).map((each) => ({ ...atLeast(each, service), folders: service.writable?.length ?? 0 })),
  );
  // What a mesh adds to each pod counts against the quota too.
  const proxy = cluster.mesh?.perPod ?? { cpuMillicores: 0, memoryMebibytes: 0 };
  const sum = (of: (each: (typeof all)[number]) => number): number => all.reduce((total, each) => total + each.pods * of(each), 0);
  return {
    pods: sum(() => 1),
    cpuMillicores: sum(({ cpuMillicores }) => cpuMillicores + proxy.cpuMillicores),
    memoryMebibytes: sum(({ memoryMebibytes }) => memoryMebibytes + proxy.memoryMebibytes),
    gpus: sum(({ gpus }) => gpus),
    scratchFolders: sum(({ folders }) => folders),
    disks: sum(({ diskMebibytes }) => (diskMebibytes > 0 ? 1 : 0)),
    diskMebibytes: sum(({ diskMebibytes }) => diskMebibytes),
  };
};
