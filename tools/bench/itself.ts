import { rulesOf } from '#checks';
import { load } from '#model';
import { registry } from '#registry';
import { type OutputFile, synthesize } from '../synthesize';
import { compare } from '../write';

const unreported = (): void => undefined;

/** The platform itself, all clusters, with or without its rules, compared with the committed tree. */
export const platformItself = (rules: 'with' | 'without', root: string): object => {
  const started = performance.now();
  const { platform, mistakes } = load(registry);
  if (platform === undefined) throw new Error(`the platform has ${mistakes.length} mistakes`);
  let files = 0;
  const output = function* (): Generator<OutputFile> {
    for (const file of synthesize({ platform, rules: rules === 'with' ? rulesOf(registry.rules) : [], report: unreported })) {
      files += 1;
      yield file;
    }
  };
  const changed = compare(root, output(), []).length;
  return { files, changed, milliseconds: performance.now() - started };
};
