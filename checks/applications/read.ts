import type { RenderedApp } from '#model';
import type { Located, MutableApp, MutableObject, Scene } from '../mechanism/rule';

/** Where an Application's manifests come from. */
export interface AppSource {
  readonly repoURL: string;
  readonly targetRevision?: string;
  readonly path?: string;
  readonly chart?: string;
  readonly helm?: { readonly valuesObject?: object };
}

/** An Application of Argo CD, as far as rules look at it. */
export interface Application extends Located {
  readonly name: string;
  readonly namespace: string;
  readonly project?: string;
  readonly destination: { readonly server?: string; readonly name?: string; readonly namespace?: string };
  readonly sources: readonly AppSource[];
  readonly automated?: { readonly prune?: boolean; readonly selfHeal?: boolean };
  /** Its place in the order. @default 0 */
  readonly wave: number;
  /** What is rendered here of it: the folders that its sources name. */
  readonly folders: readonly RenderedApp[];
}

interface Spec {
  readonly project?: string;
  readonly destination?: Application['destination'];
  readonly syncPolicy?: { readonly automated?: Application['automated'] };
}

/** Every Application that deploys something to the cluster. */
export const applicationsOf = ({ objects, apps, cluster: { organisation } }: Scene): Application[] => {
  const folders = new Map(apps.map((app) => [app.folder, app]));
  return objects.flatMap(({ app, json }): Application[] => {
    if (json.kind !== 'Application' || !json.apiVersion.startsWith('argoproj.io/')) return [];
    const { project, destination = {}, syncPolicy } = json.spec as Spec;
    const sources = sourcesIn(json);
    const { name, namespace = 'default', annotations = {} } = json.metadata;
    const own = sources.filter(({ repoURL, path }) => repoURL === organisation.repository && path !== undefined);
    return [
      {
        ...{ app, json, name, namespace, destination, sources },
        ...(project !== undefined && { project }),
        ...(syncPolicy?.automated && { automated: syncPolicy.automated }),
        wave: Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0),
        folders: own.flatMap(({ path = '' }) => folders.get(path) ?? []),
      },
    ];
  });
};

/** Where an object's manifests come from; what is no Application has none. */
export const sourcesIn = <Source = AppSource>({ kind, spec }: MutableObject): readonly Source[] => {
  if (kind !== 'Application') return [];
  return spec?.sources ?? (spec?.source ? [spec.source] : []);
};

/** Whether a text fits a pattern in which `*` stands for anything, as Argo CD's projects write them. */
export const fits = (text: string, pattern: string): boolean =>
  pattern === '*' ||
  pattern === text ||
  (pattern.includes('*') && new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(text));

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The first Application that deploys a folder of its own repository, for mutations. */
export const firstApplication = (apps: MutableApp[]): MutableObject => {
  const found = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === 'Application' && json.spec.source?.path);
  if (found === undefined) throw new RangeError('no Application to change');
  return found.json;
};
