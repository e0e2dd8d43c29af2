import type { Edge, Graph, Node } from './graph';
import type { Neighbourhood } from './neighbourhood';

/** A thing in a picture, in one of three columns: what needs it, what it is, what it needs. */
export interface Drawn {
  /** Told apart by column: what needs the thing may also be needed by it. */
  readonly id: string;
  readonly node: string;
  readonly name: string;
  readonly type: string;
  readonly column: 0 | 1 | 2;
  /** Whether it is relied on and not there. */
  readonly missing: boolean;
}

/** A picture of a neighbourhood: things in columns, and lines between them. */
export interface Drawing {
  readonly title: string;
  readonly things: readonly Drawn[];
  readonly lines: readonly { readonly from: string; readonly to: string; readonly label: string }[];
}

/** Kinds and namespaces belong to everything and tell nothing in a picture; keys and ports belong to what is drawn. */
const silent: readonly Edge['type'][] = ['of kind', 'in', 'has'];

/** What of a neighbourhood is worth a line. */
export const drawingOf = (graph: Graph, { of, parts, inside, needs, neededBy }: Neighbourhood, title: string): Drawing => {
  const own = new Map(parts.map((part) => [part.id, part]));
  const holder = holders(graph, of, parts);
  const things = new Map<string, Drawn>();
  const lines = new Map<string, { from: string; to: string; label: string }>();
  const place = (id: string, side: 0 | 2): string => {
    const column = own.has(id) ? 1 : side;
    const node = holder.get(id) ?? id;
    const shown = graph.nodes.get(node);
    const drawn = { id: `${column} ${node}`, node, name: shown?.name ?? node, type: shown?.kind ?? shown?.type ?? 'missing', column };
    if (!things.has(drawn.id)) things.set(drawn.id, { ...drawn, column, missing: shown === undefined });
    return drawn.id;
  };
  place(of.id, 2);
  for (const edge of [...inside, ...needs, ...neededBy]) {
    if (silent.includes(edge.type)) continue;
    const [from, to] = [place(edge.from, 0), place(edge.to, 2)];
    if (from !== to) lines.set(`${from} ${to} ${edge.type}`, { from, to, label: edge.type });
  }
  return { title, things: [...things.values()], lines: [...lines.values()] };
};

/** Keys and ports are drawn as what has them. */
const holders = (graph: Graph, of: Node, parts: readonly Node[]): Map<string, string> =>
  new Map(
    parts.flatMap(({ id, type }) => {
      if (id === of.id || !['key', 'port', 'container port'].includes(type)) return [];
      const [edge] = graph.to(id, 'has');
      return edge ? [[id, edge.from] as const] : [];
    }),
  );

/** The picture as text that GitHub and others draw. @see https://mermaid.js.org/syntax/flowchart.html */
export const toMermaid = ({ things, lines }: Drawing): string => {
  const numbers = new Map([...new Set(things.map(({ node }) => node))].map((node, index) => [node, `n${index}`]));
  const number = (id: string): string => numbers.get(things.find((thing) => thing.id === id)?.node ?? '') ?? id;
  const quoted = (text: string): string =>
    `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}"`;
  return [
    'flowchart LR',
    ...new Set(things.map(({ node, name, missing }) => `  ${numbers.get(node)}[${quoted(missing ? `missing: ${name}` : name)}]`)),
    ...new Set(lines.map(({ from, to, label }) => `  ${number(from)} -->|${label}| ${number(to)}`)),
    '',
  ].join('\n');
};
