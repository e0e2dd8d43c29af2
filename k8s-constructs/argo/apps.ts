import type { Chart } from 'cdk8s';
import { type Cluster, type Component, groupOf, type Kinds, type Platform, qualifiedRevision, type RenderedApp } from '#model';
import { componentTraffic } from '../component-traffic';
import { byDomain } from '../namespaces';
import { type Footprint, objectsOf } from '../objects';
import { SecureNamespace } from '../secure-namespace';
import { GitOpsApplication, type Origin } from './application';
import { GitOpsProject, type GroupKind } from './project';

/** Project of everything that is not a service. */
const componentsProject = 'components';

/** Project of the Applications that make Applications. */
const rootProject = 'root';

/**
 * The Applications of a cluster, three folders: those that deploy it (`argocd/apps`), the one that deploys those at the environment's
 * revision (`argocd/roots`), and what a bare cluster is given once so that it begins (`argocd/bootstrap`).
 */
export function* argoApps(platform: Platform, cluster: Cluster, footprints: readonly Footprint[]): Generator<RenderedApp> {
  const { gitops, release } = cluster;
  if (gitops === undefined) return;
  const argo = gitops.namespace;
  yield folder(cluster, gitops, 'apps', (chart) => {
    projects(chart, platform, cluster, argo, footprints);
    applications(chart, platform, cluster, argo, footprints);
  });
  // Before an environment's first release there is no revision to follow, so nothing that could be applied is written.
  if (release.revision === null) return;
  yield folder(cluster, gitops, 'roots', (chart) => {
    const origin = ours(cluster, `argocd/apps/${cluster.name}`, qualifiedRevision(release));
    new GitOpsApplication(chart, 'apps', { name: 'apps', argoNamespace: argo, project: rootProject, namespace: argo, origins: [origin] });
  });
  yield {
    ...folder(cluster, gitops, 'bootstrap', (chart) => bootstrap(chart, cluster, gitops)),
    documents: { 'values.yaml': gitops.values?.(cluster) ?? {} },
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

const bootstrap = (chart: Chart, cluster: Cluster, gitops: Component): void => {
  const { organisation, environment, kubernetes } = cluster;
  const argo = gitops.namespace;
  // Everything in the namespace is closed from the start; without its own policy Argo CD could not even fetch the rest.
  componentTraffic(chart, gitops, cluster);
  new SecureNamespace(chart, 'namespace', {
    name: argo,
    environment: environment.name,
    kubernetes,
    level: gitops.podSecurity?.level ?? 'restricted',
  });
  new GitOpsProject(chart, 'project', {
    name: rootProject,
    argoNamespace: argo,
    description: 'Applications that make Applications, and the projects that they belong to.',
    repositories: [organisation.repository],
    namespaces: [argo],
    namespacedKinds: ['Application', 'AppProject'].map((kind) => ({ group: 'argoproj.io', kind })),
  });
  const origin = ours(cluster, `argocd/roots/${cluster.name}`, 'refs/heads/main');
  new GitOpsApplication(chart, 'root', { name: 'root', argoNamespace: argo, project: rootProject, namespace: argo, origins: [origin] });
};

const applications = (chart: Chart, platform: Platform, cluster: Cluster, argo: string, footprints: readonly Footprint[]): void => {
  const revision = qualifiedRevision(cluster.release);
  const own = new Map(footprints.filter(({ kinds }) => kinds.size > 0).map(({ name, folder }) => [name, ours(cluster, folder, revision)]));
  const namespaces = own.get('namespaces');
  if (namespaces) {
    // What keeps a namespace, and keeps it closed, says itself that it is never pruned; a team that leaves loses its access.
    new GitOpsApplication(chart, 'namespaces', {
      name: 'namespaces',
      argoNamespace: argo,
      project: componentsProject,
      namespace: argo,
      wave: 0,
      origins: [namespaces],
    });
  }
  for (const component of cluster.components) {
    const { name, namespace, wave, prune = true, ignoreDifferences } = component;
    const objects = own.get(name);
    const origins = [...origin(component, cluster), ...(objects ? [objects] : [])];
    new GitOpsApplication(chart, name, {
      name,
      argoNamespace: argo,
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
      name: 'policies',
      argoNamespace: argo,
      project: componentsProject,
      namespace: argo,
      wave: judged,
      origins: [policies],
      cascade: true,
    });
  }
  const last = 1 + Math.max(policies ? judged : 0, ...cluster.components.map(({ wave }) => wave));
  for (const { name, owner, domain } of platform.services) {
    const origins = [own.get(name) ?? ours(cluster, `dist-manifests/${cluster.name}/${name}`, revision)];
    new GitOpsApplication(chart, name, {
      name,
      argoNamespace: argo,
      project: owner,
      namespace: domain,
      wave: last,
      origins,
      cascade: true,
    });
  }
};

/** Where a component comes from, besides its own objects. The release name is fixed: service accounts are named after it. */
const origin = ({ name, chart, git, values }: Component, cluster: Cluster): Origin[] => [
  ...(chart
    ? [{ repository: chart.repository, chart: chart.name, version: chart.version, release: name, values: values?.(cluster) ?? {} }]
    : []),
  ...(git ? [{ repository: git.repository, revision: git.revision, path: git.path }] : []),
];

const projects = (chart: Chart, platform: Platform, cluster: Cluster, argo: string, footprints: readonly Footprint[]): void => {
  const { organisation, components, kinds } = cluster;
  const domains = byDomain(platform.services);
  const kindsOf = new Map(footprints.map(({ name, kinds }) => [name, kinds]));
  for (const team of platform.teams) {
    const services = platform.services.filter(({ owner }) => owner === team.name);
    if (services.length === 0) continue;
    new GitOpsProject(chart, `project-${team.name}`, {
      name: team.name,
      argoNamespace: argo,
      description: `Services of the team ${team.name}.`,
      repositories: [organisation.repository],
      namespaces: [...new Set(services.map(({ domain }) => domain))].sort(),
      namespacedKinds: groupKinds(services.flatMap(({ name }) => [...(kindsOf.get(name) ?? [])])),
      groups: [team.github],
    });
  }
  const ownTeam = platform.teams.find(({ name }) => name === organisation.platformTeam);
  new GitOpsProject(chart, 'project-components', {
    name: componentsProject,
    argoNamespace: argo,
    description: 'Components of the platform, and all namespaces.',
    repositories: unique([organisation.repository, ...components.flatMap(({ chart, git }) => [chart?.repository, git?.repository])]),
    namespaces: unique([
      argo,
      ...components.flatMap(({ namespace, alsoWritesTo = [] }) => [namespace, ...alsoWritesTo]),
      ...domains.keys(),
    ]),
    namespacedKinds: groupKinds(kinds.flatMap((each) => listed(each, 'namespaced'))),
    clusterKinds: groupKinds(kinds.flatMap((each) => listed(each, 'cluster'))),
    groups: ownTeam ? [ownTeam.github] : [],
  });
};

const unique = (values: readonly (string | undefined)[]): string[] => [...new Set(values.filter((value) => value !== undefined))].sort();

const listed = (kinds: Kinds, scope: 'namespaced' | 'cluster'): string[] =>
  Object.entries(kinds).flatMap(([apiVersion, byScope]) => (byScope[scope] ?? []).map((kind) => `${groupOf(apiVersion)}/${kind}`));

const groupKinds = (kinds: readonly string[]): GroupKind[] =>
  [...new Set(kinds)].sort().map((each) => {
    const [group = '', kind = ''] = each.split('/');
    return { group, kind };
  });
