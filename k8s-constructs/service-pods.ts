import { type Cluster, heapOf, names, neverBuilt, type PodNeeds, type PodSize, poolFor, type Service, workloadOf } from '#model';
import { type PodProps, preparing } from './pod';
import { priorityClassOf } from './priority-classes';
import type { MountedSecrets } from './secret-volumes';

/** What of a service's pods differs from one kind to the other. */
export interface PodChanges extends PodNeeds {
  readonly size: PodSize;
  /** What is mounted, by folder. */
  readonly secrets: MountedSecrets;
  /** What the image runs. @default - what the definition says */
  readonly command?: readonly string[];
  /** What the pods are told that they are for. @default - nothing: they do everything */
  readonly role?: 'api' | 'worker';
}

/** The pods of a service on a cluster: its image, its ConfigMap, its account and its user, on the nodes that are for them. */
export const podOf = (service: Service, cluster: Cluster, changes: PodChanges): PodProps => {
  const { name, command, arguments: args, initContainers = {}, writable, user, tier } = service;
  const { size, secrets, role, ...needs } = changes;
  const variablesFor = (memoryMebibytes: number): Record<string, string> => ({
    ...heapVariable(service, cluster, memoryMebibytes),
    ...(role && { ROLE: role }),
  });
  const first = Object.entries(initContainers).map(([container, own]) => [
    container,
    {
      command: own.command,
      image: own.image ? furtherImage(own.image, cluster) : imageOf(service, cluster),
      variables: variablesFor(preparing.memoryMebibytes),
    },
  ]);
  return {
    name,
    image: imageOf(service, cluster),
    cpuMillicores: size.cpuMillicores,
    memoryMebibytes: size.memoryMebibytes,
    gpus: size.gpus,
    configuration: name,
    secrets,
    priorityClass: priorityClassOf(tier),
    ...(cluster.nodeScaling && { nodePool: poolFor(cluster.environment, { gpus: size.gpus, ...needs }) }),
    ...(changes.command ? { command: changes.command } : { ...(command && { command }), ...(args && { arguments: args }) }),
    ...(first.length && { initContainers: Object.fromEntries(first) }),
    ...(writable && { writable }),
    ...(user && { user }),
    variables: variablesFor(size.memoryMebibytes),
  };
};

/** What Node.js may use of a container that is given another amount of memory than the configuration of the service is written for. */
const heapVariable = (service: Service, cluster: Cluster, memoryMebibytes: number): Record<string, string> =>
  service.image === undefined && memoryMebibytes !== workloadOf(service, cluster).memoryMebibytes
    ? { NODE_OPTIONS: `--max-old-space-size=${heapOf(memoryMebibytes)}` }
    : {};

/** The image that the cluster's environment runs, by digest. */
const imageOf = ({ name, image }: Service, { organisation, region, release }: Cluster): string =>
  `${image ?? names.imageRepository(organisation.registryAccount, region, name)}@${(release.images[name] ?? neverBuilt).digest}`;

/** A further image of a service, which the releases know by its repository. */
const furtherImage = (repository: string, { release }: Cluster): string =>
  `${repository}@${(release.images[repository] ?? neverBuilt).digest}`;
