import type { Edge, EdgeType, Graph, Node } from './graph';

/** A thing with all that it is made of, what that needs, and what needs it. */
export interface Neighbourhood {
  readonly of: Node;
  /** The thing itself and its parts, each with the way to it. */
  readonly parts: readonly Node[];
  readonly inside: readonly Edge[];
  /** From a part to something else. */
  readonly needs: readonly Edge[];
  /** From something else to a part. */
  readonly neededBy: readonly Edge[];
}

/** What makes one thing a part of another. */
const partTypes: readonly EdgeType[] = ['owns', 'makes', 'has', 'reads as'];

/** What is close to a thing. Selectors are left out: what selects something is connected with what is selected. */
export const neighbourhoodOf = (graph: Graph, of: Node): Neighbourhood => {
  const parts = new Map<string, Node>([[of.id, of]]);
  for (const { id } of parts.values())
    for (const { to } of graph.from(id, ...partTypes)) {
      const part = graph.nodes.get(to);
      if (part && !parts.has(to)) parts.set(to, part);
    }
  const outgoing = [...parts.keys()].flatMap((id) => graph.from(id).flatMap((edge) => pastSelector(graph, edge)));
  const incoming = [...parts.keys()].flatMap((id) => graph.to(id).flatMap((edge) => beforeSelector(graph, edge)));
  return {
    of,
    parts: [...parts.values()],
    inside: unique(outgoing.filter(({ to }) => parts.has(to))),
    needs: unique(outgoing.filter(({ to }) => !parts.has(to))),
    neededBy: unique(incoming.filter(({ from }) => !parts.has(from))),
  };
};

const pastSelector = (graph: Graph, edge: Edge): Edge[] => {
  if (graph.nodes.get(edge.to)?.type !== 'selector') return [edge];
  return graph.from(edge.to, 'matches').map(({ to }) => ({ ...edge, to }));
};

const beforeSelector = (graph: Graph, edge: Edge): Edge[] => {
  if (edge.type !== 'matches') return [edge];
  return graph.to(edge.from).map((selecting) => ({ ...selecting, to: edge.to }));
};

const unique = (edges: readonly Edge[]): Edge[] => [
  ...new Map(edges.map((edge) => [`${edge.type} ${edge.from} ${edge.to}`, edge])).values(),
];
