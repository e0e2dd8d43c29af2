import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { builtInKinds, type Cluster, type Component, groupOf, type KubernetesJson, objectName, type RenderedApp } from '#model';
import { samplePlatform } from '#model/sample';
import { renderCluster } from '../render';

const platform = samplePlatform();
const cluster = platform.clusters[0] as Cluster;
const gitops = cluster.gitops as Component;

/** What is rendered for the sample's cluster, by folder. */
const rendered = (change: Partial<Cluster> = {}): Record<string, RenderedApp> =>
  Object.fromEntries([...renderCluster(platform, { ...cluster, ...change })].map((app) => [app.folder, app]));

const at = (revision: string | null) => rendered({ release: { ...cluster.release, revision } });

const ofKind = <T>(app: RenderedApp | undefined, wanted: string): T[] =>
  (app?.objects ?? []).flatMap(({ json }) => (json.kind === wanted ? [json as T] : []));

const applicationsIn = (folders: Record<string, RenderedApp>, folder: string) =>
  ofKind<IApplication>(folders[`argocd/${folder}/open-ap-south-1`], 'Application');

const sourcesOf = ({ spec }: IApplication) => [...(spec.sources ?? []), ...(spec.source ? [spec.source] : [])];

const ownSourcesOf = (application: IApplication) =>
  sourcesOf(application).filter(({ repoURL }) => repoURL === cluster.organisation.repository);

const now = rendered();
const [apps, roots, bootstrap] = ['apps', 'roots', 'bootstrap'].map((folder) => applicationsIn(now, folder)) as [
  IApplication[],
  IApplication[],
  IApplication[],
];
const everyApplication = [...apps, ...roots, ...bootstrap];
const projects = Object.values(now).flatMap((app) => ofKind<IAppProject>(app, 'AppProject'));

/** The Applications and projects of what is rendered. */
const seen = (folders: Record<string, RenderedApp>) => ({
  folders,
  applications: ['apps', 'roots', 'bootstrap'].flatMap((folder) => applicationsIn(folders, folder)),
  walls: Object.values(folders).flatMap((app) => ofKind<IAppProject>(app, 'AppProject')),
});

const applicationOf = (name: string): IApplication => {
  const found = apps.find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`no Application '${name}'`);
  return found;
};

const projectOf = ({ spec }: IApplication) => projects.find(({ metadata }) => metadata.name === spec.project);

test('there is one Application for all namespaces, one for each component and service, and above them `apps` and `root`', () => {
  expect(apps.map(({ metadata }) => metadata.name)).toEqual([
    'namespaces',
    'gitops',
    'kinds',
    'porter',
    'door',
    'scraper',
    'vault',
    'kitchen',
    'menu',
    'waiter',
  ]);
  expect(roots.map(({ metadata }) => metadata.name)).toEqual(['apps']);
  expect(bootstrap.map(({ metadata }) => metadata.name)).toEqual(['root']);
});

describe('waves', () => {
  const wave = (name: string): number => Number(applicationOf(name).metadata.annotations?.['argocd.argoproj.io/sync-wave']);
  const services = platform.services.map(({ name }) => name);

  test.each(cluster.components)('$name is after all namespaces and what it names, before all services', ({ name, after = [] }) => {
    expect(wave(name)).toBeGreaterThan(Math.max(...['namespaces', ...after].map(wave)));
    expect(wave(name)).toBeLessThan(Math.min(...services.map(wave)));
  });

  test('the sample has something to order', () => expect(cluster.components.filter(({ after }) => after)).toHaveLength(3));
});

describe.each(everyApplication)('Application $metadata.name', (application) => {
  const { metadata, spec } = application;
  const project = projectOf(application);
  const objects = sourcesOf(application).flatMap(({ path }) => now[path ?? '']?.objects.map(({ json }) => json) ?? []);

  test('names a project that is rendered', () => expect(project?.metadata.name).toBe(spec.project));

  test('comes from somewhere, and its project admits where', () => {
    const repositories = sourcesOf(application).map(({ repoURL }) => repoURL);
    expect(repositories).not.toEqual([]);
    expect(project?.spec.sourceRepos).toEqual(expect.arrayContaining(repositories));
  });

  test('goes to a namespace that its project admits, and so does each of its objects', () => {
    const admitted = project?.spec.destinations?.map(({ namespace }) => namespace);
    const namespaces = [spec.destination.namespace, ...objects.flatMap((each) => each.metadata.namespace ?? [])];
    expect(admitted).toEqual(expect.arrayContaining(namespaces));
  });

  test('has only objects of kinds that its project admits', () => {
    const { clusterResourceWhitelist = [], namespaceResourceWhitelist = [] } = project?.spec ?? {};
    const isAdmitted = ({ apiVersion, kind }: KubernetesJson) =>
      (builtInKinds[apiVersion]?.cluster?.includes(kind) ? clusterResourceWhitelist : namespaceResourceWhitelist).some(
        (admitted) => admitted.group === groupOf(apiVersion) && admitted.kind === kind,
      );
    expect(objects.filter((each) => !isAdmitted(each))).toEqual([]);
  });

  test('is compared by a server-side dry run, and applied on the server', () => {
    expect(metadata.annotations?.['argocd.argoproj.io/compare-options']).toBe('ServerSideDiff=true');
    expect(spec.syncPolicy?.syncOptions).toContain('ServerSideApply=true');
  });

  test('is made anew only when one of its folders changes', () => {
    const folders = sourcesOf(application).flatMap(({ path }) => (path ? [`/${path}`] : []));
    expect(metadata.annotations?.['argocd.argoproj.io/manifest-generate-paths'] ?? '').toBe(folders.join(';'));
  });
});

describe('what is deleted', () => {
  const deletes = ({ metadata, spec }: IApplication) => ({ what: spec.syncPolicy?.automated?.prune, withIt: metadata.finalizers ?? [] });

  test('what Git no longer has of namespaces, but not the namespaces themselves, and nothing with their Application', () => {
    expect(deletes(applicationOf('namespaces'))).toEqual({ what: true, withIt: [] });
    const kept = (now['dist-manifests/open-ap-south-1/namespaces']?.objects ?? []).filter(
      ({ json }) => json.kind === 'Namespace' || json.metadata.name === 'default-deny',
    );
    expect(kept).toHaveLength(10);
    for (const { json } of kept) expect(json.metadata.annotations?.['argocd.argoproj.io/sync-options']).toContain('Prune=false');
  });

  test.each(['kinds', 'gitops'])('nothing of %s, not even when its Application goes', (name) => {
    expect(deletes(applicationOf(name))).toEqual({ what: false, withIt: [] });
  });

  test.each(['door', 'waiter'])('what Git no longer has of %s, and all of it with its Application', (name) => {
    expect(deletes(applicationOf(name))).toEqual({ what: true, withIt: ['resources-finalizer.argocd.argoproj.io/background'] });
  });

  test('no Application with those that it made', () => {
    expect([...roots, ...bootstrap].map(({ metadata }) => metadata.finalizers)).toEqual([undefined, undefined]);
  });
});

describe('revisions', () => {
  /** Every revision of the platform's own repository that the Applications of a folder follow. */
  const followed = (folders: Record<string, RenderedApp>, folder: string) => [
    ...new Set(
      applicationsIn(folders, folder)
        .flatMap(ownSourcesOf)
        .map(({ targetRevision }) => targetRevision),
    ),
  ];

  test.each(['apps', 'roots', 'bootstrap'])('an environment that follows main does so in %s', (folder) => {
    expect(followed(now, folder)).toEqual(['refs/heads/main']);
  });

  test('an environment at a tag runs the tag, and reads from main which tag that is', () => {
    const tagged = at('open-2026.01.02.3');
    expect(followed(tagged, 'apps')).toEqual(['refs/tags/open-2026.01.02.3']);
    expect(followed(tagged, 'roots')).toEqual(['refs/tags/open-2026.01.02.3']);
    expect(followed(tagged, 'bootstrap')).toEqual(['refs/heads/main']);
  });

  test('before its first release an environment is rendered, but nothing could be started', () => {
    const folders = Object.keys(at(null)).filter((folder) => folder.startsWith('argocd/'));
    expect(folders).toEqual(['argocd/apps/open-ap-south-1']);
    expect(applicationsIn(at(null), 'apps')).toHaveLength(apps.length);
  });
});

test('everything that is rendered is deployed by one Application, but what a bare cluster is given', () => {
  const folders = Object.values(now).flatMap(({ folder, objects }) => (objects.length > 0 ? [folder] : []));
  const deployed = everyApplication.flatMap(ownSourcesOf).map(({ path }) => path);
  expect([...deployed, 'argocd/bootstrap/open-ap-south-1'].sort()).toEqual(folders.sort());
});

describe('an Argo CD that AWS runs', () => {
  const arn = 'arn:aws:eks:ap-south-1:888888888888:cluster/open-ap-south-1';
  const settings = new ConfigMap({ metadata: { name: 'argocd-cm' }, data: { 'ui.bannercontent': 'open' } });
  const byAws: Component = { ...gitops, chart: undefined, values: undefined, capability: 'ARGOCD', objects: () => [settings] };
  const components = cluster.components.map((component) => (component === gitops ? byAws : component));
  const { folders, applications, walls } = seen(rendered({ gitops: byAws, components, gitopsDestination: arn }));

  test('deploys what one on the cluster does', () =>
    expect(applications.map(({ metadata }) => metadata.name)).toEqual(everyApplication.map(({ metadata }) => metadata.name)));

  test('knows the cluster by its ARN', () => {
    expect([...new Set(applications.map(({ spec }) => spec.destination.server))]).toEqual([arn]);
    expect([...new Set(walls.flatMap(({ spec }) => spec.destinations?.map(({ server }) => server)))]).toEqual([arn]);
  });

  test('is told in which namespace the Applications of a project are', () =>
    expect(walls.map(({ spec }) => spec.sourceNamespaces)).toEqual(walls.map(() => ['gitops'])));

  test('does not know people by groups at GitHub', () => {
    expect(walls.flatMap(({ spec }) => spec.roles ?? [])).toEqual([]);
    expect(projects.flatMap(({ spec }) => spec.roles ?? [])).not.toEqual([]);
  });

  test('is given its settings before it begins, as objects, and keeps them', () => {
    const bare = folders['argocd/bootstrap/open-ap-south-1'];
    expect(bare?.documents).toBeUndefined();
    for (const folder of [bare, folders['dist-manifests/open-ap-south-1/gitops']])
      expect(folder?.objects.map(({ json }) => objectName(json))).toContain('ConfigMap gitops/argocd-cm');
  });
});

test('an Argo CD on the cluster knows it by the address inside of it', () => {
  expect([...new Set(everyApplication.map(({ spec }) => spec.destination.server))]).toEqual(['https://kubernetes.default.svc']);
  expect(projects.flatMap(({ spec }) => spec.sourceNamespaces ?? [])).toEqual([]);
  expect(now['argocd/bootstrap/open-ap-south-1']?.documents).toEqual({ 'values.yaml': {} });
});

describe('what a bare cluster is given', () => {
  const given = (network?: Component['network']) =>
    rendered({ gitops: { ...gitops, network } })
      ['argocd/bootstrap/open-ap-south-1']?.objects.map(({ json }) => objectName(json))
      .sort();
  const closed = ['AppProject gitops/root', 'Application gitops/root', 'Namespace gitops', 'NetworkPolicy gitops/default-deny'];

  test('is a closed namespace and the first Application', () => expect(given()).toEqual(closed));

  // Applied by hand: what names no namespace would land in `default`.
  test('is open as far as the gitops component says, in its own namespace', () => {
    expect(given({ egress: ['kubernetes'] })).toEqual([...closed, 'NetworkPolicy gitops/gitops']);
  });
});
