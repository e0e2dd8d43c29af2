import { renderCluster } from '#k8s-constructs/render';
import type { Cluster, Component, KubernetesJson, RenderedApp } from '#model';
import type { Stage } from './stage';

/** Applications of one wave, and what each puts into which namespace as a hook. */
export interface Wave {
  readonly wave: number;
  readonly names: readonly string[];
  readonly components: readonly Component[];
  /** Names of jobs by namespace. */
  readonly hooks: ReadonlyMap<string, readonly string[]>;
}

const annotation = ({ metadata }: KubernetesJson, name: string): string | undefined => metadata.annotations?.[`argocd.argoproj.io/${name}`];

/** The Applications of a cluster as they are rendered, the last wave first. */
export const wavesBackwards = ({ platform }: Pick<Stage, 'platform'>, cluster: Cluster): Wave[] => {
  const apps = [...renderCluster(platform, cluster)];
  const own = apps.find(({ folder }) => folder === `argocd/apps/${cluster.name}`)?.objects.map(({ json }) => json) ?? [];
  const applications = own.filter(({ kind }) => kind === 'Application');
  const waveOf = (json: KubernetesJson): number => Number(annotation(json, 'sync-wave') ?? 0);
  const numbers = [...new Set(applications.map(waveOf))].sort((a, b) => b - a);
  return numbers.map((wave) => {
    const names = applications.filter((json) => waveOf(json) === wave).map(({ metadata }) => metadata.name);
    const hooks = hooksOf(apps.filter(({ name }) => names.includes(name)));
    return { wave, names, hooks, components: cluster.components.filter(({ name }) => names.includes(name)) };
  });
};

/** Jobs that Argo CD runs as hooks, by namespace. */
const hooksOf = (apps: readonly RenderedApp[]): Map<string, string[]> => {
  const hooks = apps.flatMap(({ objects }) => objects.filter(({ json }) => json.kind === 'Job' && annotation(json, 'hook') !== undefined));
  const byNamespace = new Map<string, string[]>();
  for (const { json } of hooks) {
    const { namespace = 'default', name } = json.metadata;
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), name]);
  }
  return byNamespace;
};
