import { didYouMean, type Mistake, type Platform } from '#model';
import { type Arguments, type Command, type Context, wrongInput, wrongUsage } from '../command';
import { definitions } from '../definitions';
import { printMistakes } from '../report';
import type { Stage } from './stage';

/** Options that both ways of a lifecycle have. */
export const sharedOptions = {
  json: { type: 'boolean', does: 'answer with one JSON document' },
  'skip-cluster': { type: 'boolean', does: 'leave clusters alone, for where their API servers cannot be reached' },
  tunnel: { type: 'string', does: 'this port of the computer leads to the first cluster, the next one to the next' },
} as const;

/** What was asked for, checked as far as it can be without the CDK; or the exit code. */
export interface Asked {
  readonly stage: Stage;
  readonly skipCluster: boolean;
  readonly port?: number;
}

const most = 65_535;

/** Finds the stage that a person named. Loads the CDK when there is one. */
export const askedFor = async ({ usage }: Command, { positionals, options }: Arguments, context: Context): Promise<Asked | number> => {
  const [name, ...others] = positionals;
  const port = options.tunnel === undefined ? undefined : Number(options.tunnel);
  const misuse =
    (name === undefined && 'no environment is named') ||
    (others.length > 0 && `'${others[0]}' is one environment too many`) ||
    (port !== undefined && !(Number.isInteger(port) && port > 0 && port < most) && `--tunnel is '${options.tunnel}', not a port`);
  if (misuse || name === undefined) {
    context.warn(`platform: wrong-usage: ${misuse}; use it as '${usage}'`);
    return wrongUsage;
  }
  const { platform, mistakes } = definitions(context);
  if (platform === undefined) return refused(mistakes, context);
  // Loads the CDK, which takes longer than all of this; no other command should wait for it.
  const { stageNames, stageOf } = await import('./stage');
  const known = stageNames(platform);
  if (!known.includes(name)) return refused([unknown('environment', `'${name}' is not an environment`, name, known)], context);
  return { stage: stageOf(platform as Platform, name), skipCluster: options['skip-cluster'] === true, ...(port !== undefined && { port }) };
};

/** A name that is none, with the one that was meant. */
export const unknown = (kind: 'environment' | 'stack', fact: string, name: string, known: readonly string[]): Mistake => ({
  file: 'platform',
  rule: `unknown-${kind}`,
  fact,
  fix: didYouMean(name, known, `use one of ${known.join(', ')}`),
});

/** Says what is wrong, and gives the exit code. */
export const refused = (mistakes: readonly Mistake[], context: Context): number => {
  printMistakes(mistakes, context);
  return wrongInput;
};
