import type { Cluster } from './cluster';
import type { Component, Kinds } from './component';
import type { Environment } from './environment';
import { builtInKinds } from './kinds';
import { clusterArn, clusterName, ownCluster, subnets } from './names';
import type { Organisation } from './organisation';
import type { Release } from './release';

const notReleased: Release = { revision: null, images: {} };

/** Every cluster of every environment, with its components and what they offer. */
export const clustersOf = (
  organisation: Organisation,
  environments: readonly Environment[],
  components: readonly Component[],
  releases: Readonly<Record<string, Release>>,
): Cluster[] =>
  environments.flatMap((environment) => {
    const chosen = componentsOf(environment, components);
    const kinds = [builtInKinds, ...chosen.flatMap(({ provides }) => (provides?.kinds ? [provides.kinds] : []))];
    const facts = {
      organisation,
      environment,
      account: environment.account,
      release: releases[environment.name] ?? notReleased,
      apiHost: `api.${environment.domain}`,
      edge: environment.edge ?? environment.shape !== 'frugal',
      controllerReplicas: environment.shape === 'frugal' ? 1 : 2,
      components: chosen,
      gateway: holder(chosen, environment, 'api-gateway')?.provides?.gateway,
      gitops: holder(chosen, environment, 'gitops'),
      nodeScaling: holder(chosen, environment, 'node-scaling')?.provides?.nodeScaling,
      scraper: holder(chosen, environment, 'metrics')?.provides?.scraper,
      secretStore: holder(chosen, environment, 'secrets')?.provides?.secretStore,
      kinds,
      installs: kindTest(kinds),
    };
    return environment.clusters.map(
      (cluster, index): Cluster => ({
        ...facts,
        ...cluster,
        standby: cluster.standby ?? false,
        home: index === 0,
        name: clusterName(environment.name, cluster.region),
        gitopsDestination: facts.gitops?.capability ? clusterArn(environment, cluster.region) : ownCluster,
        subnets: subnets(cluster.cidr, cluster.zones.length),
      }),
    );
  });

/** Components without a role are on every cluster, unless they are optional; of those with one, the environment's choice is. */
const componentsOf = ({ roles, components: further = [] }: Environment, components: readonly Component[]): Component[] =>
  components
    .filter(({ role, name, optional }) => (role === undefined ? !optional || further.some((each) => each === name) : roles[role] === name))
    .sort((a, b) => a.wave - b.wave || (a.name < b.name ? -1 : 1));

const holder = (components: readonly Component[], { roles }: Environment, role: keyof Environment['roles']): Component | undefined =>
  components.find(({ name }) => name === roles[role]);

const kindTest = (all: readonly Kinds[]): Cluster['installs'] => {
  const known = new Set(
    all.flatMap((kinds) =>
      Object.entries(kinds).flatMap(([apiVersion, { namespaced = [], cluster = [] }]) =>
        [...namespaced, ...cluster].map((kind) => `${apiVersion} ${kind}`),
      ),
    ),
  );
  return (apiVersion, kind) => known.has(`${apiVersion} ${kind}`);
};
