import { createInterface } from 'node:readline/promises';
import type { Mistake } from '#model';
import type { Stage } from './stage';

/** Asks a person; nothing where nobody sits before it. */
export type Question = ((text: string) => Promise<string>) | undefined;

/** The terminal, where there is one. */
export const terminal: Question = process.stdin.isTTY
  ? async (text) => {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await lines.question(text);
      } finally {
        lines.close();
      }
    }
  : undefined;

/** What is wrong with a confirmation: where nobody may lose anything, the name has to be typed, by hand or as `--confirm`. */
export const doubtAbout = async (
  { name, protected: isProtected }: Pick<Stage, 'name' | 'protected'>,
  typed: string | undefined,
  ask: Question,
): Promise<Mistake | undefined> => {
  if (!isProtected && typed === undefined) return undefined;
  const said = typed ?? (await ask?.(`This takes away what '${name}' serves. Type its name to go on: `));
  if (said?.trim() === name) return undefined;
  const fact = said === undefined ? `the name of '${name}' was not typed` : `'${said}' was typed, not '${name}'`;
  return { file: 'platform', rule: 'not-confirmed', fact, fix: `nothing was run; add '--confirm ${name}' if it is meant` };
};
