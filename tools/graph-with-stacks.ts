import { templatesOf } from '#cdk';
import { type Graph, graphOf } from '#checks/graph';
import type { Scene } from '#checks/rule';

/** The graph of a cluster together with what the stacks make and allow. */
export const graphWithStacks = (scene: Scene): Graph => graphOf(scene, templatesOf(scene.platform));
