import { foundation } from '#cdk';
import { inOneLine, type Mistake, type Registry } from '#model';
import { definitions } from './definitions';

export { registry } from '#registry';

/** Writes the templates of every stack where the CDK command line asked for them. Gives the exit code. */
export const synthesizeStacks = (registry: Registry, unreadable: readonly Mistake[]): number => {
  const { platform, mistakes } = definitions({ registry, unreadable });
  for (const mistake of mistakes) process.stderr.write(`${inOneLine(mistake)}\n`);
  if (platform === undefined) return 1;
  const { CDK_OUTDIR: outdir, CDK_VALIDATION: validation } = process.env;
  try {
    foundation(platform, { validated: validation !== 'false', ...(outdir && { outdir }) }).synth();
    return 0;
  } catch (error) {
    // The CDK has printed each finding, with the construct and the id by which it can be accepted.
    if (!isValidationFailed(error)) throw error;
    process.stderr.write(
      `cdk: validation-failed: the stacks break rules, see above; correct them, or accept a finding with its reason in cdk/\n`,
    );
    return 1;
  }
};

const isValidationFailed = (error: unknown): boolean => error instanceof Error && error.message.includes('Validation failed');
