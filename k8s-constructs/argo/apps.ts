import type { Chart } from 'cdk8s';
import { type Cluster, type Component, type Platform, qualifiedRevision, type RenderedApp } from '#model';
import { componentObjects } from '../component-objects';
import { componentTraffic } from '../component-traffic';
import { type Footprint, objectsOf } from '../objects';
import { SecureNamespace } from '../secure-namespace';
import { GitOpsApplication, type GitOpsApplicationProps, type Origin } from './application';
import { GitOpsProject } from './project';
import { componentsProject, projects } from './projects';
import { type Reader, readerOf } from './reader';

/** Project of the Applications that make Applications. */
const rootProject = 'root';

/**
 * The Applications of a cluster, three folders: those that deploy it (`argocd/apps`), the one that deploys those at the environment's
 * revision (`argocd/roots`), and what a bare cluster is given once so that it begins (`argocd/bootstrap`).
 */
export function* argoApps(platform: Platform, cluster: Cluster, footprints: readonly Footprint[]): Generator<RenderedApp> {
  const { gitops, release } = cluster;
  if (gitops === undefined) return;
  const reader = readerOf(cluster, gitops);
  yield folder(cluster, gitops, 'apps', (chart) => {
    projects(chart, platform, cluster, reader, footprints);
    applications(chart, platform, cluster, reader, footprints);
  });
  // Before an environment's first release there is no revision to follow, so nothing that could be applied is written.
  if (release.revision === null) return;
  yield folder(cluster, gitops, 'roots', (chart) => {
    const origin = ours(cluster, `argocd/apps/${cluster.name}`, qualifiedRevision(release));
    new GitOpsApplication(chart, 'apps', { ...reader, name: 'apps', project: rootProject, namespace: gitops.namespace, origins: [origin] });
  });
  yield {
    ...folder(cluster, gitops, 'bootstrap', (chart) => bootstrap(chart, cluster, gitops, reader)),
    ...(gitops.chart && { documents: { 'values.yaml': gitops.values?.(cluster) ?? {} } }),
  };
}

const folder = (cluster: Cluster, { file }: Component, name: string, build: (chart: Chart) => void): RenderedApp => ({
  name: `argocd/${name}`,
  cluster,
  folder: `argocd/${name}/${cluster.name}`,
  definition: file,
  waivers: [],
  objects: objectsOf(name, build),
});

const ours = ({ organisation }: Cluster, path: string, revision: string): Origin => ({
  repository: organisation.repository,
  revision,
  path,
});

const bootstrap = (chart: Chart, cluster: Cluster, gitops: Component, reader: Reader): void => {
  const { organisation, environment, kubernetes } = cluster;
  const argo = gitops.namespace;
  // Everything in the namespace is closed from the start; without its own policy Argo CD could not even fetch the rest.
  componentTraffic(chart, gitops, cluster);
  // What has no chart has no values either: its settings are its objects, and the first sync already goes by them.
  if (!gitops.chart) componentObjects(chart, gitops, cluster);
  new SecureNamespace(chart, 'namespace', {
    name: argo,
    environment: environment.name,
    kubernetes,
    level: gitops.podSecurity?.level ?? 'restricted',
  });
  new GitOpsProject(chart, 'project', {
    ...reader,
    name: rootProject,
    description: 'Applications that make Applications, and the projects that they belong to.',
    repositories: [organisation.repository],
    namespaces: [argo],
    namespacedKinds: ['Application', 'AppProject'].map((kind) => ({ group: 'argoproj.io', kind })),
  });
  const origin = ours(cluster, `argocd/roots/${cluster.name}`, 'refs/heads/main');
  new GitOpsApplication(chart, 'root', { ...reader, name: 'root', project: rootProject, namespace: argo, origins: [origin] });
};

const applications = (chart: Chart, platform: Platform, cluster: Cluster, reader: Reader, footprints: readonly Footprint[]): void => {
  const revision = qualifiedRevision(cluster.release);
  const own = new Map(footprints.filter(({ kinds }) => kinds.size > 0).map(({ name, folder }) => [name, ours(cluster, folder, revision)]));
  const namespaces = own.get('namespaces');
  if (namespaces) {
    // What keeps a namespace, and keeps it closed, says itself that it is never pruned; a team that leaves loses its access.
    new GitOpsApplication(chart, 'namespaces', {
      ...reader,
      name: 'namespaces',
      project: componentsProject,
      namespace: reader.argoNamespace,
      wave: 0,
      origins: [namespaces],
    });
  }
  for (const component of cluster.components) {
    const { name, namespace, wave, prune = true, ignoreDifferences } = component;
    const objects = own.get(name);
    const origins = [...origin(component, cluster), ...(objects ? [objects] : [])];
    // Nothing of it is on this cluster.
    if (origins.length === 0) continue;
    new GitOpsApplication(chart, name, {
      ...reader,
      name,
      project: componentsProject,
      namespace,
      wave,
      origins,
      prune,
      cascade: prune,
      ignoreDifferences,
    });
  }
  const policies = own.get('policies');
  const holder = cluster.components.find(({ name }) => name === cluster.environment.roles.policy);
  // As soon as somebody can read them, and before anything that they judge.
  const judged = 1 + (holder?.wave ?? 0);
  if (policies) {
    new GitOpsApplication(chart, 'policies', {
      ...reader,
      name: 'policies',
      project: componentsProject,
      namespace: reader.argoNamespace,
      wave: judged,
      origins: [policies],
      cascade: true,
    });
  }
  const last = 1 + Math.max(policies ? judged : 0, ...cluster.components.map(({ wave }) => wave));
  for (const { name, owner, domain } of platform.services) {
    const origins = [own.get(name) ?? ours(cluster, `dist-manifests/${cluster.name}/${name}`, revision)];
    new GitOpsApplication(chart, name, {
      ...reader,
      name,
      project: owner,
      namespace: domain,
      wave: last,
      origins,
      cascade: true,
      ignoreDifferences: writtenByDelivery(footprints.find((each) => each.name === name)),
    });
  }
};

/** What is written on the cluster while a new version comes in: which pods a Service leads to. */
const writtenByDelivery = (footprint?: Footprint): GitOpsApplicationProps['ignoreDifferences'] => {
  const selectors = (path: string) => [{ group: '', kind: 'Service', jqPathExpressions: [path] }];
  if (footprint?.kinds.has('argoproj.io/Rollout')) return selectors('.spec.selector["rollouts-pod-template-hash"]');
  return footprint?.kinds.has('flagger.app/Canary') ? selectors('.spec.selector') : undefined;
};

/** Where a component comes from, besides its own objects. The release name is fixed: service accounts are named after it. */
const origin = ({ name, chart, git, values }: Component, cluster: Cluster): Origin[] => [
  ...(chart
    ? [{ repository: chart.repository, chart: chart.name, version: chart.version, release: name, values: values?.(cluster) ?? {} }]
    : []),
  ...(git ? [{ repository: git.repository, revision: git.revision, path: git.path }] : []),
];
