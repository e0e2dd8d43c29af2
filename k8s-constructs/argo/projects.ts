import type { Chart } from 'cdk8s';
import { type Cluster, groupOf, type Kinds, type Platform, type Team } from '#model';
import { byDomain } from '../namespaces';
import type { Footprint } from '../objects';
import { GitOpsProject, type GroupKind } from './project';
import type { Reader } from './reader';

/** Project of everything that is not a service. */
export const componentsProject = 'components';

/** A project for the services of each team, and one for everything else. */
export const projects = (chart: Chart, platform: Platform, cluster: Cluster, reader: Reader, footprints: readonly Footprint[]): void => {
  const { organisation, components, kinds, gitops } = cluster;
  // An Argo CD that AWS runs knows groups by ids of IAM Identity Center; its administrators see every project.
  const members = (team?: Team): string[] => (team === undefined || gitops?.capability ? [] : [team.github]);
  const domains = byDomain(platform.services);
  const kindsOf = new Map(footprints.map(({ name, kinds }) => [name, kinds]));
  for (const team of platform.teams) {
    const services = platform.services.filter(({ owner }) => owner === team.name);
    if (services.length === 0) continue;
    new GitOpsProject(chart, `project-${team.name}`, {
      ...reader,
      name: team.name,
      description: `Services of the team ${team.name}.`,
      repositories: [organisation.repository],
      namespaces: [...new Set(services.map(({ domain }) => domain))].sort(),
      namespacedKinds: groupKinds(services.flatMap(({ name }) => [...(kindsOf.get(name) ?? [])])),
      groups: members(team),
    });
  }
  new GitOpsProject(chart, 'project-components', {
    ...reader,
    name: componentsProject,
    description: 'Components of the platform, and all namespaces.',
    repositories: unique([organisation.repository, ...components.flatMap(({ chart, git }) => [chart?.repository, git?.repository])]),
    namespaces: unique([
      reader.argoNamespace,
      ...components.flatMap(({ namespace, alsoWritesTo = [] }) => [namespace, ...alsoWritesTo]),
      ...domains.keys(),
    ]),
    namespacedKinds: groupKinds(kinds.flatMap((each) => listed(each, 'namespaced'))),
    clusterKinds: groupKinds(kinds.flatMap((each) => listed(each, 'cluster'))),
    groups: members(platform.teams.find(({ name }) => name === organisation.platformTeam)),
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
