import type { Edge, EdgeType, Graph } from './graph';
import type { Neighbourhood } from './neighbourhood';

/** A branch of a tree: a line of text, and what hangs on it. */
interface Branch {
  readonly text: string;
  readonly branches: readonly Branch[];
}

/** What a thing needs, what it is made of and what needs it, as lines of a tree. */
export const treeOf = (graph: Graph, near: Neighbourhood): string[] => {
  const { of, inside, needs, neededBy } = near;
  const made = inside.filter(({ type }) => ['owns', 'makes', 'reads as'].includes(type));
  const branches: Branch[] = [
    { text: 'needs', branches: grouped(needs, (edge) => labelled(graph, edge, edge.to, edge.from, of.id)) },
    { text: 'is made of', branches: partsOf(graph, of.id, made, new Set([of.id])) },
    { text: 'is needed by', branches: grouped(neededBy, (edge) => labelled(graph, edge, edge.from, edge.to, of.id)) },
  ];
  return branches.filter((branch) => branch.branches.length > 0).flatMap((branch) => [branch.text, ...lines(branch.branches, '')]);
};

const nameOf = (graph: Graph, id: string): string => graph.nodes.get(id)?.name ?? `${id} (missing)`;

/** A name; behind it, where it is not the thing itself, which part of it has to do with it. */
const labelled = (graph: Graph, { how }: Edge, other: string, part: string, of: string): string =>
  [nameOf(graph, other), ...(how ? [`[${how}]`] : []), ...(part === of ? [] : [`by ${nameOf(graph, part)}`])].join(' ');

/** Kinds and namespaces come last: everything has them. */
const order = (type: EdgeType): number => ['of kind', 'in'].indexOf(type);

const grouped = (edges: readonly Edge[], text: (edge: Edge) => string): Branch[] => {
  const types = [...new Set(edges.map(({ type }) => type))].sort((a, b) => order(a) - order(b));
  return types.map((type) => ({ text: type, branches: merged(edges.filter((edge) => edge.type === type).map(text)) }));
};

/** What several parts have to do with is one line. */
const merged = (texts: readonly string[]): Branch[] => {
  const byName = new Map<string, string[]>();
  for (const text of texts) {
    const [name = '', part] = text.split(/ by (?!.* by )/);
    byName.set(name, [...(byName.get(name) ?? []), ...(part ? [part] : [])]);
  }
  return [...byName].map(([name, parts]) => ({ text: parts.length ? `${name}  <- ${several(parts)}` : name, branches: [] }));
};

const several = ([first = '', ...others]: readonly string[]): string => (others.length ? `${first} and ${others.length} more` : first);

const partsOf = (graph: Graph, id: string, made: readonly Edge[], seen: Set<string>): Branch[] =>
  made.flatMap(({ from, to }) => {
    if (from !== id || seen.has(to)) return [];
    seen.add(to);
    return [{ text: nameOf(graph, to), branches: partsOf(graph, to, made, seen) }];
  });

const lines = (branches: readonly Branch[], indent: string): string[] =>
  branches.flatMap(({ text, branches: inner }, index) => {
    const last = index === branches.length - 1;
    return [`${indent}${last ? '└─ ' : '├─ '}${text}`, ...lines(inner, `${indent}${last ? '   ' : '│  '}`)];
  });
