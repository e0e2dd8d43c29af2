import type { Located } from '../mechanism/rule';
import { append } from './lists';

/** What a node is. Objects of Kubernetes are told apart by their kind. */
export type NodeType =
  | 'service'
  | 'component'
  | 'object'
  | 'pods'
  | 'selector'
  | 'port'
  | 'container port'
  | 'key'
  | 'kind'
  | 'store'
  | 'topic'
  | 'group'
  | 'role'
  | 'resource'
  | 'host'
  | 'subject'
  | 'alert'
  | 'metric';

/** A thing that is there. */
export interface Node {
  readonly id: string;
  readonly type: NodeType;
  /** As people name it: `Deployment shop/orders`. */
  readonly name: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The file to open. @default - nobody wrote it */
  readonly file?: string;
  /** The object that it is, or that it is part of. @default - it is rendered nowhere here */
  readonly at?: Located;
  /** Who makes it where it is not rendered: `kubernetes`, `component kong`, `ExternalSecret shop/orders-database`. */
  readonly madeBy?: string;
}

/** How one thing has to do with another. It is read from the first to the second. */
export type EdgeType =
  | 'calls'
  | 'produces'
  | 'consumes'
  | 'reads as'
  | 'stored in'
  | 'after'
  | 'deploys'
  | 'owns'
  | 'makes'
  | 'has'
  | 'installs'
  | 'of kind'
  | 'in'
  | 'uses'
  | 'mounts'
  | 'runs as'
  | 'assumes'
  | 'may'
  | 'binds'
  | 'grants'
  | 'selects'
  | 'matches'
  | 'leads to'
  | 'routes to'
  | 'attaches to'
  | 'answers for'
  | 'scales'
  | 'protects'
  | 'holds for'
  | 'lets in'
  | 'lets out to'
  | 'scrapes'
  | 'alerts on'
  | 'issued by';

export interface Edge {
  readonly type: EdgeType;
  readonly from: string;
  /** What is needed; no node bears this id where it is not there. */
  readonly to: string;
  /** The object that says so. @default - a definition or a template does */
  readonly at?: Located;
  /** More about it: the actions of a permission, the port of a store. */
  readonly how?: string;
}

/** What a graph is made in. Of two nodes with one id the first stays. */
export class Draft {
  readonly nodes = new Map<string, Node>();
  readonly edges = new Map<string, Edge>();

  add(node: Node): string {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
    return node.id;
  }

  link(type: EdgeType, from: string, to: string, more: Pick<Edge, 'at' | 'how'> = {}): void {
    const key = `${type} ${from} ${to}`;
    if (!this.edges.has(key)) this.edges.set(key, { type, from, to, ...more });
  }
}

/** What needs what on a cluster. */
export class Graph {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly edges: readonly Edge[];
  private readonly outgoing = new Map<string, Edge[]>();
  private readonly incoming = new Map<string, Edge[]>();
  private readonly kinds = new Map<string, Node[]>();

  constructor({ nodes, edges }: Draft) {
    this.nodes = nodes;
    this.edges = [...edges.values()];
    for (const edge of this.edges) {
      append(this.outgoing, edge.from, edge);
      append(this.incoming, edge.to, edge);
    }
    for (const node of nodes.values()) append(this.kinds, node.kind ?? node.type, node);
  }

  /** What a thing has to do with others. */
  from(id: string, ...types: readonly EdgeType[]): readonly Edge[] {
    return only(this.outgoing.get(id), types);
  }

  /** What others have to do with a thing. */
  to(id: string, ...types: readonly EdgeType[]): readonly Edge[] {
    return only(this.incoming.get(id), types);
  }

  /** Objects of a kind, or other things of a type. */
  of(kind: string): readonly Node[] {
    return this.kinds.get(kind) ?? [];
  }

  /** What relies on something that is not there. */
  dangling(...types: readonly EdgeType[]): readonly Edge[] {
    return only(this.edges, types).filter(({ to }) => !this.nodes.has(to));
  }
}

const only = (edges: readonly Edge[] = [], types: readonly EdgeType[]): readonly Edge[] =>
  types.length ? edges.filter(({ type }) => types.includes(type)) : edges;
