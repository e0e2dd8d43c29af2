import { didYouMean } from '#model';
import type { Edge, EdgeType, Graph } from '../graph';
import type { Located, Scene, Violation } from '../mechanism/rule';

/** Something that an object relies on by name and that is nowhere on the cluster. */
export interface Missing {
  /** Who relies on it. */
  readonly at: Located;
  /** `Secret`, or with its group, as kubectl names it: `Deployment.apps`. */
  readonly kind: string;
  /** @default - it lives in no namespace */
  readonly namespace?: string;
  readonly name: string;
  readonly edge: Edge;
}

/** What objects rely on in one of some ways and what is not there, of the kinds that are named. */
export function* missing({ references }: Scene, types: readonly EdgeType[], kinds?: readonly string[]): Generator<Missing> {
  for (const edge of references.dangling(...types)) {
    if (edge.at === undefined) continue;
    const [kind = '', ...place] = edge.to.split(' ');
    const { namespace, name } = placeOf(place.join(' '));
    if (kinds === undefined || kinds.includes(kind)) yield { at: edge.at, kind, name, edge, ...(namespace && { namespace }) };
  }
}

const placeOf = (place: string): { namespace?: string; name: string } => {
  const slash = place.indexOf('/');
  return slash < 0 ? { name: place } : { namespace: place.slice(0, slash), name: place.slice(slash + 1) };
};

/** Names of what there is of a kind: in a namespace, or of the whole cluster. */
export const namesOf = (graph: Graph, kind: string, namespace?: string): string[] => {
  const start = `${kind} ${namespace ? `${namespace}/` : ''}`;
  return graph.of(kind.replace(/\..*/, '')).flatMap(({ id }) => (id.startsWith(start) ? [id.slice(start.length)] : []));
};

/** A finding for each missing thing: the fact, and the name that may have been meant. */
export function* unresolved(
  scene: Scene,
  found: Iterable<Missing>,
  says: (what: Missing) => string,
  otherwise: string,
): Generator<Violation> {
  for (const what of found) {
    const { at, kind, namespace, name } = what;
    const fix = didYouMean(name, namesOf(scene.references, kind, namespace), otherwise);
    yield { app: at.app, json: at.json, fact: says(what), fix };
  }
}
