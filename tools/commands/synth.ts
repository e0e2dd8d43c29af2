import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type Context, wrongInput } from '../command';
import { printByFile, printChanges, summaryOf } from '../report';
import { survey } from '../survey';
import { apply } from '../write';

export const synth: Command = {
  summary: 'write the manifests and the Argo CD applications of every cluster',
  usage: 'platform synth [--check] [--cluster <name>]',
  example: 'platform synth --check',
  options: {
    check: { type: 'boolean', does: 'write nothing; exit 1 and name what differs from the tree' },
    cluster: { type: 'string', does: 'only this cluster' },
    'link-from': { type: 'string', does: 'leave this folder as a link to the manifests, for the cdk8s command line' },
  },
  run: ({ options }, context) => {
    const { platform, changes, mistakes, findings, files } = survey(context, options.cluster as string | undefined);
    if (mistakes.length + findings.length > 0) {
      printByFile(mistakes, findings, context);
      context.warn(context.paint.red(`${count(mistakes.length + findings.length, 'mistake')}; nothing was written`));
      return wrongInput;
    }
    if (options.check) {
      if (changes.length === 0) {
        context.print(context.paint.green(`${count(files, 'file')} as committed`));
        return 0;
      }
      printChanges(changes, context, 50);
      context.warn(
        context.paint.red(`the tree differs from what the definitions say: ${summaryOf(changes)}; run 'npm run synth' and commit`),
      );
      return wrongInput;
    }
    apply(context.root, changes);
    if (typeof options['link-from'] === 'string') link(context, options['link-from']);
    printChanges(changes, context);
    const clusters = options.cluster ? '1 cluster' : count(platform?.clusters.length ?? 0, 'cluster');
    context.print(`${count(files, 'file')} for ${clusters}: ${summaryOf(changes)}`);
    return 0;
  },
};

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

/** The cdk8s command line lists what it finds in its output folder; the manifests have their place elsewhere. */
const link = ({ root }: Context, folder: string): void => {
  const path = join(root, folder);
  if (isForeign(path)) return;
  rmSync(path, { recursive: true, force: true });
  symlinkSync('dist-manifests', path);
};

/** Whether the folder holds something that is not ours to remove. */
const isForeign = (path: string): boolean => {
  try {
    return readdirSync(path).length > 0;
  } catch {
    return false;
  }
};
