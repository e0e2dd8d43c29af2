import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean, type Mistake, type Platform } from '#model';
import { type Commitment, type CostReport, commitments, type Difference, differenceOf, priceTable, reportOf } from '../../cost';
import { type Command, type Context, wrongInput, wrongUsage } from '../command';
import type { Estimated } from '../cost';
import { printDifference, printReport } from '../cost-report';
import { definitions } from '../definitions';
import { printMistakes } from '../report';

/** What a person asked for. */
interface Asked {
  readonly commitment: Commitment;
  /** One environment. @default - all */
  readonly only?: string;
}

export const cost: Command = {
  summary: 'estimate what AWS asks for the environments in a month',
  usage: 'platform cost [<environment>] [--json] [--base <ref>] [--commitment none|1y|3y] [--svg]',
  example: 'platform cost dev --base main',
  options: {
    json: { type: 'boolean', does: 'answer with one JSON document' },
    base: { type: 'string', does: 'tell what changes against this commit' },
    commitment: { type: 'string', does: 'none, 1y or 3y: with savings plans of so many years' },
    svg: { type: 'boolean', does: 'draw it into docs/cost/' },
  },
  run: async ({ positionals, options }, context) => {
    const { commitment = 'none', base } = options;
    const wrong = misused(positionals, commitment);
    if (wrong) {
      context.warn(`platform: wrong-usage: ${wrong}; use it as '${cost.usage}'`);
      return wrongUsage;
    }
    const asked: Asked = { commitment: commitment as Commitment, ...(positionals[0] && { only: positionals[0] }) };
    const { platform, mistakes } = definitions(context);
    const found = platform ? unknownEnvironment(platform, asked.only) : mistakes;
    if (platform === undefined || found.length > 0) return refuse(found, context);
    const then: Estimated | undefined = typeof base === 'string' ? await estimatedBefore(context, base) : undefined;
    if (then && then.estimate === undefined) return refuse(then.mistakes, context);
    // Loads the CDK, which takes longer than all of this; no other command should wait for it.
    const { estimated } = await import('../cost');
    const now = estimated(platform);
    if (now.estimate === undefined) return refuse(now.mistakes, context);
    const report = reportOf(now.estimate, priceTable, asked);
    const difference = then?.estimate && { base: String(base), ...differenceOf(then.estimate, now.estimate, asked) };
    if (options.svg && !draw(report, asked.only, context)) return wrongInput;
    answer(report, difference, options.json === true, context);
    return 0;
  },
};

const estimatedBefore = async ({ root, toolkit }: Context, ref: string): Promise<Estimated> => {
  const { estimatedAt } = await import('../cost-at');
  return estimatedAt({ root, toolkit, ref });
};

const answer = (report: CostReport, difference: (Difference & { base: string }) | undefined, json: boolean, context: Context): void => {
  if (json) context.print(JSON.stringify({ ...report, ...(difference && { difference }) }, null, 2));
  else if (difference) printDifference(difference, difference.base, context);
  else printReport(report, context);
};

const misused = (positionals: readonly string[], commitment: string | boolean): string | undefined => {
  if (positionals.length > 1) return `'${positionals[1]}' is one environment too many`;
  if ((commitments as readonly (string | boolean)[]).includes(commitment)) return undefined;
  return `--commitment is '${commitment}', not ${commitments.join(', ')}`;
};

const refuse = (mistakes: readonly Mistake[], context: Context): number => {
  printMistakes(mistakes, context);
  return wrongInput;
};

/** What all environments share stands beside them. */
const unknownEnvironment = ({ environments }: Platform, only?: string): Mistake[] => {
  const known = [...environments.map(({ name }) => name), 'registry'];
  if (only === undefined || known.includes(only)) return [];
  const fix = didYouMean(only, known, `use one of ${known.join(', ')}`);
  return [{ file: 'platform', rule: 'unknown-environment', fact: `'${only}' is not an environment`, fix }];
};

/** Drawn by a process of its own: what draws is large, and no other command should carry it. */
const draw = (report: CostReport, only: string | undefined, { root, toolkit, warn }: Context): boolean => {
  const chart = join(toolkit, 'tools', 'cost-chart.mjs');
  const drawn = spawnSync(process.execPath, [chart], { cwd: root, input: JSON.stringify(report), encoding: 'utf8' });
  if (drawn.status !== 0) {
    warn(`tools/cost-chart.mjs: not-drawn: the chart ended with ${drawn.status}: ${drawn.stderr.trim()}; run 'npm ci'`);
    return false;
  }
  const file = `docs/cost/${only ?? 'environments'}.svg`;
  mkdirSync(join(root, 'docs/cost'), { recursive: true });
  writeFileSync(join(root, file), drawn.stdout);
  warn(`wrote ${file}`);
  return true;
};
