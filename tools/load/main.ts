import { inOneLine, load } from '#model';
import { registry } from '#registry';
import { wrongInput } from '../command';
import { loadCommand } from './command';

/** The command as a process runs it. */
export const main = async (args: readonly string[], root: string): Promise<number> => {
  const { platform, mistakes } = load(registry);
  if (platform === undefined) {
    for (const mistake of mistakes) console.error(inOneLine(mistake));
    return wrongInput;
  }
  return loadCommand(args, {
    ...{ root, services: platform.services, variables: process.env },
    print: (line) => console.log(line),
    warn: (line) => console.error(line),
    progress: (text) => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`)),
  });
};
