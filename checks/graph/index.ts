/** What needs what on a cluster: definitions, objects, what the stacks make, in one typed graph that rules and commands ask. */
import type { Template } from '../contract/contract';
import type { Scene } from '../mechanism/rule';
import { Draft, Graph } from './graph';
import { groupedBy } from './lists';
import { readBindings, readPermissions } from './read/access';
import { readApplications } from './read/applications';
import { readCloud } from './read/cloud';
import { readInstalled, readObjects, readServiceDefinitions } from './read/definitions';
import { readNodePools, readRollouts } from './read/delivery';
import { readGiven } from './read/given';
import { readAlerts, readMonitors } from './read/metrics';
import { readPolicies, readServices } from './read/network';
import { readPods } from './read/pods';
import { readGateways, readIngresses, readRoutes } from './read/routes';
import { readCertificates, readExternalSecrets, readIssuers, readProviderClasses } from './read/secrets';
import { readScaling, readStorage } from './read/workloads';
import { LabelIndex } from './selector';
import { idOf, type PodNode, type Reader, type Surroundings } from './surroundings';

export { type Drawing, drawingOf, toMermaid } from './drawing';
export { type Edge, type EdgeType, Graph, type Node, type NodeType } from './graph';
export { type Neighbourhood, neighbourhoodOf } from './neighbourhood';
export { treeOf } from './tree';

/** Objects and what they say of each other by name, each family read in one pass. What is there comes before what relies on it. */
const ofObjects: readonly Reader[] = [
  ...[readInstalled, readObjects, readGiven],
  ...[readExternalSecrets, readProviderClasses, readCertificates, readIssuers],
  ...[readPods, readStorage, readScaling, readRollouts, readNodePools],
  ...[readServices, readPolicies, readRoutes, readGateways, readIngresses],
  ...[readBindings, readMonitors, readApplications],
];

/** What definitions, queries and stacks say besides. */
const readers: readonly Reader[] = [...ofObjects, readServiceDefinitions, readPermissions, readAlerts, readCloud];

/** The graph of a cluster. With the stacks it knows what they make; without them it takes the word of who relies on it. */
export const graphOf = (scene: Scene, templates?: readonly Template[]): Graph => read(readers, scene, templates);

/** The part of it that is about objects alone: made in a fraction of the time. */
export const referencesOf = (scene: Scene): Graph => read(ofObjects, scene);

const read = (from: readonly Reader[], scene: Scene, templates?: readonly Template[]): Graph => {
  const draft = new Draft();
  const surroundings = surroundingsOf(scene, templates);
  for (const reader of from) reader(draft, surroundings);
  return new Graph(draft);
};

const surroundingsOf = (scene: Scene, templates?: readonly Template[]): Surroundings => {
  const objects = [...new Map([...scene.objects].reverse().map((at) => [idOf(at.json), at])).values()].reverse();
  const podNodes = scene.reach.groups.map(
    (group): PodNode => ({ ...group, id: group.template ? `pods ${idOf(group.template.json)}` : `pods of ${group.name}` }),
  );
  const platform = scene.platform.in(scene.cluster.environment.name);
  const byKind = groupedBy(objects, ({ json }) => json.kind);
  return { scene, platform, objects, byKind, podNodes, pods: new LabelIndex(podNodes), ...(templates && { templates }) };
};
