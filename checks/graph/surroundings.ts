import { groupOf, type KubernetesJson, objectName, type Platform } from '#model';
import type { Template } from '../contract/contract';
import type { Located, Scene } from '../mechanism/rule';
import type { PodGroup } from '../reach/pods';
import type { Draft } from './graph';
import type { LabelIndex, Selector } from './selector';

/** What a graph is read from. */
export interface Surroundings {
  readonly scene: Scene;
  /** The platform as the cluster's environment has it. */
  readonly platform: Platform;
  /** Every object once. */
  readonly objects: readonly Located[];
  readonly byKind: ReadonlyMap<string, readonly Located[]>;
  /** The pods of every workload, with the ids of their nodes. */
  readonly pods: LabelIndex<PodNode>;
  readonly podNodes: readonly PodNode[];
  /** The stacks. @default - only what the definitions say of them is known */
  readonly templates?: readonly Template[];
}

/** Pods that are all alike, as a node. */
export interface PodNode extends PodGroup {
  readonly id: string;
}

/** Adds to a graph what one family of objects or definitions says. */
export type Reader = (draft: Draft, surroundings: Surroundings) => void;

/** The id of an object, rendered or not: `Deployment.apps shop/orders`, `Secret shop/orders-database`. */
export const objectId = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

/** The id of a rendered object. */
export const idOf = ({ apiVersion, kind, metadata: { namespace, name } }: KubernetesJson): string =>
  objectId(kindOf(apiVersion, kind), namespace, name);

/** A kind with its group, as kubectl names it: `Deployment.apps`. */
export const kindOf = (apiVersion: string, kind: string): string => {
  const group = groupOf(apiVersion);
  return group ? `${kind}.${group}` : kind;
};

/** A rendered object with its id and the part that its reader knows. */
export interface Found<Spec> {
  readonly at: Located;
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly spec: Spec;
  readonly json: KubernetesJson;
}

/** The rendered objects of some kinds. */
export function* each<Spec>({ byKind }: Surroundings, ...kinds: readonly string[]): Generator<Found<Spec>> {
  for (const at of kinds.flatMap((kind) => byKind.get(kind) ?? [])) {
    const { json } = at;
    const { namespace = 'default', name } = json.metadata;
    yield { at, id: idOf(json), namespace, name, spec: (json.spec ?? {}) as Spec, json };
  }
}

/** An object that is there without being rendered. */
export const addGiven = (draft: Draft, kind: string, namespace: string | undefined, name: string, madeBy: string): string => {
  const plain = kind.replace(/\..*/, '');
  return draft.add({
    id: objectId(kind, namespace, name),
    type: 'object',
    kind: plain,
    namespace,
    name: `${plain} ${namespace ? `${namespace}/` : ''}${name}`,
    madeBy,
  });
};

/** The node of a selector, which leads to all pods that it matches. */
export const addSelector = (draft: Draft, { pods }: Surroundings, namespace: string, selector: Selector): string => {
  const key = JSON.stringify(selector);
  const id = `selector ${namespace} ${key}`;
  if (draft.nodes.has(id)) return id;
  draft.add({ id, type: 'selector', namespace, name: `pods of ${namespace}` });
  for (const { id: to } of pods.select(namespace, selector)) draft.link('matches', id, to);
  return id;
};

/** Where people name the object that an edge or a node comes from. */
export const nameOf = ({ json }: Located): string => objectName(json);
