import type { Scene, Violation } from '../mechanism/rule';
import { inText } from './ports';
import type { Step } from './step';
import { type Way, waysOf } from './ways';

/** A connection that the definitions ask for, and what ends it. */
export interface Blocked {
  readonly way: Way;
  readonly step: Step;
}

const found = new WeakMap<Scene, readonly Blocked[]>();

/** Every connection that is asked for and does not get through, found once for a scene. */
const blockedOf = (scene: Scene): readonly Blocked[] => {
  const known = found.get(scene) ?? [...walk(scene)];
  found.set(scene, known);
  return known;
};

function* walk(scene: Scene): Generator<Blocked> {
  for (const way of waysOf(scene)) {
    const step = scene.reach.between(way.source, way.destination, way.port).find(({ allows }) => !allows);
    if (step) yield { way, step };
  }
}

/** Violations for the connections of some kinds that do not get through; of several for one reason the first. */
export function* blockedWays(scene: Scene, ...kinds: readonly Way['of'][]): Generator<Violation> {
  const said = new Set<string>();
  for (const { way, step } of blockedOf(scene)) {
    if (!kinds.includes(way.of) || step.object === undefined) continue;
    const { metadata } = step.object.json;
    const reason = [metadata.namespace, metadata.name, step.direction, way.because, inText(way.port)].join(' ');
    if (said.has(reason)) continue;
    said.add(reason);
    yield { app: step.object.app, json: step.object.json, fact: `${step.says}, but ${way.because}`, fix: fixOf(way, step) };
  }
}

const fixOf = ({ source, destination, port }: Way, { direction }: Step): string => {
  if (direction === undefined) return `authorize ${source.name} on ${port.number}`;
  return direction === 'ingress' ? `let in ${source.name} on ${inText(port)}` : `let it out to ${destination.name} on ${inText(port)}`;
};
