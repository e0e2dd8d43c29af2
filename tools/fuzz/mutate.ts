import * as fc from 'fast-check';
import type { MutableObject } from '#checks/rule';
import type { RenderedApp } from '#model';
import { at } from './words';

/** What a mistake in a construct or in somebody's chart would make of rendered objects. */

export const mutation = fc.record({
  app: fc.nat(999),
  object: fc.nat(999),
  way: fc.array(fc.nat(99), { minLength: 1, maxLength: 9 }),
  does: fc.constantFrom('deletes', 'renames', 'counts', 'empties', 'retypes'),
  number: fc.constantFrom(-1, 0, 1.5, 65_536, 1e21),
  name: fc.constantFrom('no-such-thing', '', 'Ä', 'x'.repeat(300)),
});
export type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

/** What was done to which object, for people. */
export interface Mutated {
  readonly apps: readonly RenderedApp[];
  readonly what: string;
}

type Holder = Record<string, unknown>;

const fits = (value: unknown, does: Mutation['does']): boolean =>
  does === 'renames' ? typeof value === 'string' : does === 'counts' ? typeof value === 'number' : true;

/** Places below a value that a mutation may change, each as its keys. */
export const placesIn = (value: unknown, does: Mutation['does'], path: readonly string[] = []): string[][] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [
        ...(fits(inner, does) ? [[...path, key]] : []),
        ...placesIn(inner, does, [...path, key]),
      ]);

const changed = (value: unknown, { does, number, name }: Mutation): unknown => {
  if (does === 'counts') return number;
  if (does === 'renames') return name || `${String(value)}-x`;
  if (does === 'retypes') return typeof value === 'string' ? number : typeof value === 'number' ? name : 'text';
  return Array.isArray(value) ? [] : typeof value === 'object' ? {} : '';
};

/** The same applications with one value of one object changed. */
export const mutated = (apps: readonly RenderedApp[], mutation: Mutation): Mutated => {
  const app = at(
    apps.filter(({ objects }) => objects.length > 0),
    mutation.app,
  ) as RenderedApp;
  const chosen = at(app.objects, mutation.object) as RenderedApp['objects'][number];
  const json = structuredClone(chosen.json) as MutableObject;
  const places = placesIn(json, mutation.does);
  const path = at(
    places,
    mutation.way.reduce((sum, step) => sum * 31 + step, 0),
  ) ?? ['kind'];
  let holder: Holder = json;
  for (const key of path.slice(0, -1)) holder = holder[key] as Holder;
  const last = path.at(-1) as string;
  const before = holder[last];
  if (mutation.does !== 'deletes') holder[last] = changed(before, mutation);
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  const objects = app.objects.map((each) => (each === chosen ? { ...each, json: json as typeof each.json } : each));
  const { kind, metadata } = chosen.json;
  const shown = JSON.stringify(before)?.slice(0, 80);
  const now = mutation.does === 'deletes' ? 'gone' : JSON.stringify(holder[last])?.slice(0, 80);
  return {
    apps: apps.map((each) => (each === app ? { ...each, objects } : each)),
    what: `${kind} ${metadata.namespace ?? ''}/${metadata.name}: ${path.join('.')} was ${shown}, is ${now}`,
  };
};
