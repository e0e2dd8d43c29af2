import { type Cluster, names, neverBuilt, type PodNeeds, type PodSize, poolFor, type Service } from '#model';
import type { PodProps } from './pod';
import { priorityClassOf } from './priority-classes';

/** What of a service's pods differs from one kind to the other. */
export interface PodChanges extends PodNeeds {
  readonly size: PodSize;
  /** Names of the Secrets that are mounted, by folder. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What the image runs. @default - what the definition says */
  readonly command?: readonly string[];
  /** What the pods are told that they are for. @default - nothing: they do everything */
  readonly role?: 'api' | 'worker';
}

/** The pods of a service on a cluster: its image, its ConfigMap, its account and its user, on the nodes that are for them. */
export const podOf = (service: Service, cluster: Cluster, changes: PodChanges): PodProps => {
  const { name, command, arguments: args, initContainers = {}, writable, user, tier } = service;
  const { size, secrets, role, ...needs } = changes;
  const first = Object.entries(initContainers).map(([container, own]) => [
    container,
    { command: own.command, image: own.image ? furtherImage(own.image, cluster) : imageOf(service, cluster) },
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
    ...(role && { variables: { ROLE: role } }),
  };
};

/** The image that the cluster's environment runs, by digest. */
const imageOf = ({ name, image }: Service, { organisation, region, release }: Cluster): string =>
  `${image ?? names.imageRepository(organisation.registryAccount, region, name)}@${(release.images[name] ?? neverBuilt).digest}`;

/** A further image of a service, which the releases know by its repository. */
const furtherImage = (repository: string, { release }: Cluster): string =>
  `${repository}@${(release.images[repository] ?? neverBuilt).digest}`;
