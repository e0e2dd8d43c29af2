/** The public face of the model: what definitions, constructs, stacks and rules import as `#model`. */

export { type Addon, clusterAddons, kubernetesMinors, zonesOf } from './aws';
export type { Cluster } from './cluster';
export * from './component';
export * from './derive';
export type { ClusterDefinition, DatabaseSize, Environment, EnvironmentDefinition, Shape, Store } from './environment';
export { defineEnvironment } from './environment';
export * from './iam';
export * from './iam-idioms';
export type { ComponentName, EnvironmentName, Names, RuleId, ServiceName, TeamName } from './identifiers';
export { builtInKinds, isClusterScoped } from './kinds';
export { load } from './load';
export { didYouMean, inOneLine, type Mistake, nearest } from './mistake';
export * as names from './names';
export * from './node-pools';
export { defineOrganisation, type IdentityCenter, type Organisation, type OrganisationDefinition } from './organisation';
export type { Platform } from './platform';
export * from './recovery';
export { isBroken, type Registry, type Source } from './registry';
export { neverBuilt, qualifiedRevision, type Release, type ReleasedImage } from './release';
export { groupOf, type KubernetesJson, objectName, type RenderedApp, type RenderedObject } from './rendered';
export * from './service';
export * from './service-policy';
export { defineTeams, type Team, type TeamDefinition } from './team';
export { defineTopic, type EventType, type Topic, type TopicFacts } from './topic';
export * from './units';
export type { Waiver } from './waiver';
