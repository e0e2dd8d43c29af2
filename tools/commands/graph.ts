import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { drawingOf, type Graph, type Node, neighbourhoodOf, toMermaid, treeOf } from '#checks/graph';
import { type Command, type Context, type Outcome, wrongInput, wrongUsage } from '../command';
import { printMistakes } from '../report';
import { type Asked, sceneFor, unknownName } from '../scenes';

const formats = ['json', 'mermaid', 'svg'] as const;

export const graph: Command = {
  summary: 'show what a service or any other thing needs, what it is made of, and what needs it',
  usage: 'platform graph <name> [--cluster <name>] [--stacks] [--json|--mermaid|--svg]',
  example: "platform graph 'topic orders.order.v1' --mermaid",
  options: {
    cluster: { type: 'string', does: 'on this cluster; otherwise the first that has it' },
    stacks: { type: 'boolean', does: 'also what the stacks make and allow, which takes seconds' },
    json: { type: 'boolean', does: 'answer with one JSON document' },
    mermaid: { type: 'boolean', does: 'answer with a flowchart for Markdown' },
    svg: { type: 'boolean', does: 'answer with a picture' },
  },
  run: async (args, context) => {
    const { positionals, options } = args;
    const [name, ...rest] = positionals;
    const chosen = formats.filter((format) => options[format]);
    const wrong =
      name === undefined
        ? 'it takes a name'
        : rest.length
          ? `'${rest[0]}' is one name too many`
          : chosen.length > 1
            ? 'one form at a time'
            : '';
    if (name === undefined || wrong) {
      context.warn(`platform: wrong-usage: ${wrong}; use it as '${graph.usage}'`);
      return wrongUsage;
    }
    const asked = sceneFor(args, context);
    if (typeof asked === 'number') return asked;
    const whole = options.stacks ? await withStacks(asked) : asked.scene.graph;
    const node = find(whole, name);
    if (node === undefined) {
      printMistakes([unknownName(name, knownNames(whole), asked)], context);
      return wrongInput;
    }
    return answer(whole, node, asked.scene.cluster.name, chosen[0], context);
  },
};

const withStacks = async ({ scene }: Asked): Promise<Graph> => {
  // Loads the CDK, which takes longer than all of this; no other command should wait for it.
  const { graphWithStacks } = await import('../graph-with-stacks');
  return graphWithStacks(scene);
};

/** A service or component by its name, anything else by its id or by a name that only it has. */
const find = (whole: Graph, name: string): Node | undefined => {
  for (const id of [`service ${name}`, `component ${name}`, name]) {
    const node = whole.nodes.get(id);
    if (node) return node;
  }
  const [only, ...others] = [...whole.nodes.values()].filter((node) => node.name === name);
  return others.length ? undefined : only;
};

const knownNames = ({ nodes }: Graph): string[] => [...nodes.values()].map(({ name }) => name);

const answer = (whole: Graph, node: Node, cluster: string, format: (typeof formats)[number] | undefined, context: Context): Outcome => {
  const near = neighbourhoodOf(whole, node);
  const { print, paint } = context;
  if (format === 'json') {
    const { of, parts, inside, needs, neededBy } = near;
    const plain = ({ at: _, ...rest }: { readonly at?: unknown }) => rest;
    print(
      JSON.stringify(
        {
          cluster,
          of: plain(of),
          parts: parts.map(plain),
          inside: inside.map(plain),
          needs: needs.map(plain),
          neededBy: neededBy.map(plain),
        },
        null,
        2,
      ),
    );
    return 0;
  }
  const drawing = drawingOf(whole, near, `${node.name} on ${cluster}`);
  if (format === 'mermaid') print(toMermaid(drawing).trimEnd());
  else if (format === 'svg') return draw(drawing, context);
  else {
    print(`${paint.bold(node.name)} on ${cluster}${node.file ? paint.dim(` (${node.file})`) : ''}`);
    for (const line of treeOf(whole, near)) print(/^[a-z]/.test(line) ? paint.bold(line) : line);
  }
  return 0;
};

/** Drawn by a process of its own: what draws is large, and no other command should carry it. */
const draw = (drawing: object, { root, toolkit, print, warn }: Context): Outcome => {
  const drawn = spawnSync(process.execPath, [join(toolkit, 'tools', 'graph-chart.mjs')], {
    cwd: root,
    input: JSON.stringify(drawing),
    encoding: 'utf8',
  });
  if (drawn.status !== 0) {
    warn(`tools/graph-chart.mjs: not-drawn: the picture ended with ${drawn.status}: ${drawn.stderr.trim()}; run 'npm ci'`);
    return wrongInput;
  }
  print(drawn.stdout.trimEnd());
  return 0;
};
