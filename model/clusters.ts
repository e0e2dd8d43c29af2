import type { Cluster } from './cluster';
import { type Component, companionsOf, type Kinds } from './component';
import type { Environment } from './environment';
import { builtInKinds } from './kinds';
import { clusterArn, clusterName, ownCluster, subnets } from './names';
import type { Organisation } from './organisation';
import { constraintKind, constraintVersion, type Policy } from './policy';
import type { Release } from './release';

const notReleased: Release = { revision: null, images: {} };

/** Every cluster of every environment, with its components and what they offer. */
export const clustersOf = (
  organisation: Organisation,
  environments: readonly Environment[],
  components: readonly Component[],
  releases: Readonly<Record<string, Release>>,
  policies: readonly Policy[] = [],
): Cluster[] =>
  environments.flatMap((environment) => {
    const chosen = componentsOf(environment, components);
    const policy = holder(chosen, environment, 'policy')?.provides?.policy;
    // Gatekeeper makes a kind of each policy.
    const constraints = policy === 'gatekeeper' ? [{ [constraintVersion]: { cluster: policies.map(({ id }) => constraintKind(id)) } }] : [];
    const kinds = [builtInKinds, ...chosen.flatMap(({ provides }) => (provides?.kinds ? [provides.kinds] : [])), ...constraints];
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
      prometheus: holder(chosen, environment, 'metrics')?.provides?.prometheus,
      delivery: holder(chosen, environment, 'delivery')?.provides?.delivery,
      policed: holder(chosen, environment, 'network-policy') !== undefined,
      startupTaint: holder(chosen, environment, 'network-policy')?.provides?.startupTaint,
      requestsPerAddress: environment.requestsPerAddress ?? 100,
      mesh: holder(chosen, environment, 'service-mesh')?.provides?.mesh,
      policy,
      secretStore: [holder(chosen, environment, 'secrets'), ...chosen].find((each) => each?.provides?.secretStore)?.provides?.secretStore,
      secretProvider: holder(chosen, environment, 'secrets')?.provides?.secretProvider,
      storageClass: chosen.find(({ provides }) => provides?.storageClass)?.provides?.storageClass,
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

/**
 * Components without a role are on every cluster, unless they are optional; of those with one, the environment's choice is, what may stand
 * beside it and is named, and what comes with them.
 */
export const componentsOf = ({ roles, components: further = [] }: Environment, components: readonly Component[]): Component[] => {
  const chosen = ({ role, name, with: others, optional, beside }: Component): boolean => {
    const companions = components.filter((component) => companionsOf(others).includes(component.name));
    if (companions.length) return companions.every(chosen);
    const isNamed = further.some((each) => each === name);
    return role === undefined ? !optional || isNamed : roles[role] === name || (beside === true && isNamed);
  };
  return components.filter(chosen).sort((a, b) => a.wave - b.wave || (a.name < b.name ? -1 : 1));
};

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
