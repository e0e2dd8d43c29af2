import { type Component, groupOf, type Kinds, type Platform, type Service, storePorts, storesOf } from '#model';
import type { Draft } from '../graph';
import { idOf, kindOf, nameOf, type Reader } from '../surroundings';

/** What is there before anything is rendered: services, components, kinds, stores. */
export const readInstalled: Reader = (draft, { scene: { cluster }, platform, templates }) => {
  for (const { name, domain, file } of platform.services)
    draft.add({ id: `service ${name}`, type: 'service', name, namespace: domain, file });
  for (const { name, namespace, file } of cluster.components)
    draft.add({ id: `component ${name}`, type: 'component', name, namespace, file });
  for (const component of cluster.components) addComponent(draft, component);
  for (const kinds of cluster.kinds) for (const kind of kindsIn(kinds)) draft.add({ ...kind, madeBy: 'kubernetes' });
  for (const store of Object.keys(storePorts)) draft.add({ id: `store ${store}`, type: 'store', name: store, madeBy: 'the stacks' });
  // Where the stacks are known, they say which topics there are.
  if (templates === undefined)
    for (const { name } of platform.topics) draft.add({ id: `topic ${name}`, type: 'topic', name, madeBy: 'the stacks' });
};

const addComponent = (draft: Draft, { name, after = [], provides = {} }: Component): void => {
  const madeBy = `component ${name}`;
  for (const kind of kindsIn(provides.kinds ?? {})) draft.link('installs', madeBy, draft.add({ ...kind, madeBy }));
  // Where another holder of a role is picked, nothing waits for this one.
  for (const other of after) if (draft.nodes.has(`component ${other}`)) draft.link('after', madeBy, `component ${other}`);
};

const kindsIn = (kinds: Kinds) =>
  Object.entries(kinds).flatMap(([apiVersion, { namespaced = [], cluster = [] }]) =>
    [...namespaced, ...cluster].map((kind) => ({ id: kindId(apiVersion, kind), type: 'kind' as const, name: kindOf(apiVersion, kind) })),
  );

/** A kind at a version: `kind apps/v1 Deployment`. */
const kindId = (apiVersion: string, kind: string): string => `kind ${apiVersion} ${kind}`;

/** Every object, and the definition that it came from. */
export const readObjects: Reader = (draft, { objects }) => {
  for (const at of objects) {
    const { app, json } = at;
    const { namespace, labels } = json.metadata;
    const id = draft.add({
      id: idOf(json),
      type: 'object',
      kind: json.kind,
      name: nameOf(at),
      namespace,
      labels,
      file: app.definition,
      at,
    });
    const owner = [`service ${app.name}`, `component ${app.name}`].find((each) => draft.nodes.has(each));
    if (owner && app.folder.startsWith('dist-manifests/')) draft.link('owns', owner, id, { at });
    draft.link('of kind', id, kindId(json.apiVersion, json.kind), { at });
    if (namespace) draft.link('in', id, `Namespace ${namespace}`, { at });
  }
};

/** What services say of each other. */
export const readServiceDefinitions: Reader = (draft, { platform }) => {
  for (const service of platform.services) addService(draft, service, platform);
};

const addService = (draft: Draft, service: Service, platform: Platform): void => {
  const { name, file, produces = [], consumes = [] } = service;
  const from = `service ${name}`;
  const topicsOf = (events: typeof produces) => new Set(events.map(({ topic }) => `topic ${topic.name}`));
  for (const callee of platform.calleesOf(name)) draft.link('calls', from, `service ${callee.name}`);
  for (const store of storesOf(service)) draft.link('stored in', from, `store ${store}`, { how: `port ${storePorts[store]}` });
  for (const topic of topicsOf(produces)) draft.link('produces', from, topic);
  if (consumes.length) draft.link('reads as', from, draft.add({ id: `group ${name}`, type: 'group', name, file }));
  for (const topic of topicsOf(consumes)) draft.link('consumes', `group ${name}`, topic);
};

/** Whether a component installs kinds of a group. */
export const installs = ({ provides }: Component, group: string): boolean =>
  Object.keys(provides?.kinds ?? {}).some((apiVersion) => groupOf(apiVersion) === group);
