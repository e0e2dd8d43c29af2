import type { PodTemplate } from '../mechanism/pods';
import type { Scene } from '../mechanism/rule';

const indexes = new WeakMap<Scene, ReadonlyMap<string, Readonly<Record<string, string>>>>();

/** The ConfigMaps of a cluster, by namespace and name. */
const configurationIn = (scene: Scene): ReadonlyMap<string, Readonly<Record<string, string>>> => {
  const before = indexes.get(scene);
  if (before) return before;
  const index = new Map(
    scene.objects
      .filter(({ json }) => json.kind === 'ConfigMap')
      .map(({ json }) => [`${json.metadata.namespace}/${json.metadata.name}`, (json.data ?? {}) as Readonly<Record<string, string>>]),
  );
  indexes.set(scene, index);
  return index;
};

/** The plain environment variables of a pod's containers: of ConfigMaps as a whole, and those that are written out. */
export const settingsOf = (scene: Scene, { json, spec }: PodTemplate): ReadonlyMap<string, string> => {
  const configuration = configurationIn(scene);
  const settings = new Map<string, string>();
  for (const { envFrom = [], env = [] } of spec.containers) {
    for (const { configMapRef, prefix = '' } of envFrom)
      for (const [name, value] of Object.entries(configuration.get(`${json.metadata.namespace}/${configMapRef?.name}`) ?? {}))
        settings.set(`${prefix}${name}`, value);
    for (const { name, value } of env) if (value !== undefined) settings.set(name, value);
  }
  return settings;
};
