import type { MutableApp, MutableObject } from '../mechanism/rule';

/** Takes a namespace out of the mesh. */
export const takeOut = (apps: MutableApp[], which: (namespace: MutableObject) => boolean): void => {
  const { mesh } = apps[0]?.cluster ?? {};
  const namespace = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === 'Namespace' && which(json))?.json;
  if (namespace === undefined || mesh === undefined) throw new RangeError('no namespace in a mesh to change');
  for (const key of Object.keys(mesh.namespace.labels ?? {})) delete namespace.metadata.labels[key];
  for (const key of Object.keys(mesh.namespace.annotations ?? {})) delete namespace.metadata.annotations[key];
};
