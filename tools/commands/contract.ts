import type { StackTemplate } from '#cdk';
import { type Crossing, kindOf, verdictOf } from '#checks/contract';
import { type Command, type Context, wrongInput } from '../command';
import { contractOf } from '../contract';
import { definitions } from '../definitions';
import { aligned, printMistakes } from '../report';
import { clustersFor, unknownCluster } from '../survey';

export const contract: Command = {
  summary: 'show every value that crosses from AWS to Kubernetes: who creates it, who uses it',
  usage: 'platform contract [--cluster <name>] [--json]',
  example: 'platform contract --json',
  options: {
    cluster: { type: 'string', does: 'only this cluster' },
    json: { type: 'boolean', does: 'answer with one JSON document' },
  },
  run: async ({ options }, context) => {
    const { platform, mistakes } = definitions(context);
    const clusters = platform ? clustersFor(platform, options.cluster as string | undefined) : [];
    const wrong = platform && clusters.length === 0 ? [unknownCluster(platform, String(options.cluster))] : mistakes;
    if (platform === undefined || wrong.length > 0) {
      printMistakes(wrong, context);
      return wrongInput;
    }
    const crossings = contractOf(platform, clusters, await context.beside<readonly StackTemplate[]>('templates'));
    if (options.json) context.print(JSON.stringify(crossings.map(inJson), null, 2));
    else print(crossings, context);
    return crossings.every((crossing) => ['agreed', 'spare'].includes(verdictOf(crossing))) ? 0 : wrongInput;
  },
};

const inJson = (crossing: Crossing) => {
  const { contract: agreed, cluster, value, created, used } = crossing;
  const at = (ends: Crossing['created']): string[] => ends.map((end) => end.at);
  return {
    cluster,
    what: agreed.what,
    value,
    kind: kindOf(crossing),
    createdBy: at(created),
    usedBy: at(used),
    verdict: verdictOf(crossing),
  };
};

const heads = ['value', 'kind', 'created by', 'used by', 'verdict'];

const print = (crossings: readonly Crossing[], { print: line, paint }: Context): void => {
  const sections = new Map<string, Crossing[]>();
  for (const crossing of crossings) {
    const title = `${crossing.cluster}: ${crossing.contract.what}`;
    sections.set(title, [...(sections.get(title) ?? []), crossing]);
  }
  for (const [title, own] of sections) {
    const [head = '', ...rows] = aligned([heads, ...own.map(cellsOf)]);
    line(`${paint.bold(title)}\n${paint.dim(head)}`);
    for (const [index, crossing] of own.entries()) {
      const colour = { agreed: paint.green, spare: paint.dim, missing: paint.red, unused: paint.red }[verdictOf(crossing)];
      line(colour(rows[index] ?? ''));
    }
    line('');
  }
  const count = (verdict: string): number => crossings.filter((crossing) => verdictOf(crossing) === verdict).length;
  line(
    `${crossings.length} values: ${count('agreed')} agreed, ${count('spare')} spare, ${count('missing')} missing, ${count('unused')} unused`,
  );
};

/** Longest value in a line; `--json` has all of it. */
const widest = 120;
const clipped = (value: string): string => (value.length > widest ? `${value.slice(0, widest - 1)}…` : value);

const cellsOf = (crossing: Crossing): string[] => [
  clipped(crossing.value),
  kindOf(crossing),
  several(crossing.created.map(({ at }) => at)),
  several(crossing.used.map(({ at }) => at)),
  verdictOf(crossing),
];

/** The first of several, and how many more. */
const several = ([first = '-', ...others]: readonly string[]): string => (others.length ? `${first} +${others.length}` : first);
