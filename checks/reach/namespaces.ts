import type { Labels } from '../graph/selector';
import type { Located } from '../mechanism/rule';
import type { PodGroup } from './pods';

/** Namespaces that are rendered, and those that are there without: each bears its name as a label. */
export const namespacesOf = (objects: readonly Located[], groups: readonly PodGroup[]): Map<string, Labels> => {
  const found = new Map<string, Labels>();
  for (const { json } of objects) if (json.kind === 'Namespace') found.set(json.metadata.name, json.metadata.labels ?? {});
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system', ...groups.map(({ namespace }) => namespace)])
    found.set(name, found.get(name) ?? {});
  return new Map([...found].map(([name, labels]) => [name, { 'kubernetes.io/metadata.name': name, ...labels }]));
};
