import type { Scene, Violation } from '../mechanism/rule';
import { isPlace } from '../reach/step';
import { type Way, waysOf } from '../reach/ways';
import { isStrict, meshedNamespaces } from './state';

/** Connections that are asked for and that the mesh refuses, because they come from outside of it. One finding for each that is reached. */
export function* refusedByMesh(scene: Scene, of: Way['of'], fix: string): Generator<Violation> {
  if (scene.cluster.mesh === undefined) return;
  const meshed = meshedNamespaces(scene);
  const strict = new Map([...meshed].map((namespace) => [namespace, isStrict(scene, namespace)]));
  const said = new Set<string>();
  for (const { of: kind, source, destination, because } of waysOf(scene)) {
    if (kind !== of || isPlace(source) || isPlace(destination)) continue;
    const at = destination.template;
    if (at === undefined || !strict.get(destination.namespace) || meshed.has(source.namespace)) continue;
    const fact = `takes connections of the mesh alone, and ${source.name} is outside of it, but ${because}`;
    if (said.has(`${at.json.metadata.namespace}/${at.json.metadata.name} ${source.name}`)) continue;
    said.add(`${at.json.metadata.namespace}/${at.json.metadata.name} ${source.name}`);
    yield { app: at.app, json: at.json, fact, fix };
  }
}
