import { groupOf, type KubernetesJson, objectName } from '#model';
import { type Application, fits } from './read';

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** What a project of Argo CD lets its Applications do. */
export interface Project {
  readonly sourceRepos?: readonly string[];
  readonly destinations?: readonly { readonly server?: string; readonly namespace?: string }[];
  readonly namespaceResourceWhitelist?: readonly GroupKind[];
  readonly clusterResourceWhitelist?: readonly GroupKind[];
}

/** Something that an Application does and its project does not allow. */
export interface Denied {
  readonly what: 'kind' | 'namespace' | 'repository';
  /** The repository or namespace, or an object of the kind. */
  readonly name: string;
  /** The object of the kind. @default - it is not about a kind */
  readonly example?: KubernetesJson;
}

/** @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/ */
export const deniedBy = (project: Project, { sources, destination, folders }: Application): Denied[] => {
  const { sourceRepos = [], destinations = [] } = project;
  const admits = (namespace: string): boolean =>
    destinations.some((each) => fits(destination.server ?? '', each.server ?? '*') && fits(namespace, each.namespace ?? ''));
  const objects = folders.flatMap((folder) => folder.objects.map(({ json }) => json));
  const namespaces = new Set([destination.namespace, ...objects.map(({ metadata }) => metadata.namespace)]);
  const kinds = new Map(objects.map((json) => [kindOf(json), json]));
  return [
    ...sources.flatMap(({ repoURL: name }): Denied[] =>
      sourceRepos.some((allowed) => fits(name, allowed)) ? [] : [{ what: 'repository', name }],
    ),
    ...[...namespaces].flatMap((name): Denied[] => (name === undefined || admits(name) ? [] : [{ what: 'namespace', name }])),
    ...[...kinds.values()].flatMap((json): Denied[] =>
      allowsKind(project, json) ? [] : [{ what: 'kind', name: objectName(json), example: json }],
    ),
  ];
};

const allowsKind = (project: Project, { apiVersion, kind, metadata }: KubernetesJson): boolean => {
  const list = metadata.namespace ? project.namespaceResourceWhitelist : project.clusterResourceWhitelist;
  return (list ?? []).some((each) => fits(groupOf(apiVersion), each.group) && fits(kind, each.kind));
};

const kindOf = ({ apiVersion, kind, metadata: { namespace } }: KubernetesJson): string =>
  `${groupOf(apiVersion)}/${kind} ${namespace ? 'of a namespace' : ''}`;
