/** The public face of the model: what definitions, constructs, stacks and rules import as `#model`. */

export { type Addon, clusterAddons, kubernetesMinors, zonesOf } from './aws';
export * from './capacity';
export type { Cluster } from './cluster';
export * from './component';
export * from './derive';
export * from './endpoints';
export type { ClusterDefinition, DatabaseSize, Environment, EnvironmentDefinition, Shape } from './environment';
export { defineEnvironment } from './environment';
export * from './iam';
export type { ComponentName, EnvironmentName, Names, RuleId, ServiceName, TeamName } from './identifiers';
export { builtInKinds, isClusterScoped } from './kinds';
export { load } from './load';
export { didYouMean, inOneLine, type Mistake, nearest } from './mistake';
export * as names from './names';
export * from './objectives';
export { defineOrganisation, type Organisation, type OrganisationDefinition } from './organisation';
export type { Platform } from './platform';
export { isBroken, type Registry, type Source } from './registry';
export { neverBuilt, qualifiedRevision, type Release, type ReleasedImage } from './release';
export { groupOf, type KubernetesJson, objectName, type RenderedApp, type RenderedObject } from './rendered';
export * from './service';
export * from './stores';
export { defineTeams, type Team, type TeamDefinition } from './team';
export { defineTopic, type EventType, type Topic, type TopicFacts } from './topic';
export * from './units';
export type { Waiver } from './waiver';
