import type { Ended, Port } from './port';
import { answersIn, type CommandLine, filled, filledLine, type Step } from './step';

/** What became of a step. */
export interface Outcome {
  readonly step: Step;
  /** `spared`: there was nothing to do. */
  readonly result: 'done' | 'spared' | 'failed';
  readonly seconds: number;
  /** What it printed, all together. */
  readonly printed: string;
  /** The command that failed, and the end of what it said. */
  readonly failure?: { readonly command: CommandLine; readonly code: number; readonly said: readonly string[] };
}

/** Hears of steps while they run. */
export interface Listener {
  readonly begins: (step: Step, index: number, count: number) => void;
  readonly says: (line: string) => void;
  readonly ends: (outcome: Outcome, index: number, count: number) => void;
}

/** A command that did not end as it should. */
class Failed {
  constructor(
    readonly command: CommandLine,
    readonly ended: Ended,
  ) {}
}

/** Seconds between two tries. */
const pause = 15;

/** Runs steps one after the other until one fails. */
export const runSteps = async (steps: readonly Step[], port: Port, listener: Listener): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const [index, step] of steps.entries()) {
    listener.begins(step, index, steps.length);
    const outcome = await runStep(step, port, listener.says);
    listener.ends(outcome, index, steps.length);
    outcomes.push(outcome);
    if (outcome.result === 'failed') break;
  }
  return outcomes;
};

const runStep = async (step: Step, port: Port, heard: (line: string) => void): Promise<Outcome> => {
  const begun = port.now();
  const ended = (result: Outcome['result'], printed: string): Outcome => ({
    step,
    result,
    printed,
    seconds: Math.round((port.now() - begun) / 1000),
  });
  for (;;) {
    try {
      const printed = await attempt(step, port, heard);
      return printed === undefined ? ended('spared', '') : ended('done', printed.join(''));
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      const left = begun + (step.patience ?? 0) * 60_000 - port.now();
      if (left <= 0) {
        const { command, ended: how } = error;
        return { ...ended('failed', ''), failure: { command, code: how.code, said: endOf(how) } };
      }
      await port.wait(pause);
    }
  }
};

/** What the commands of a step printed; nothing where there was nothing to do. */
const attempt = async (step: Step, port: Port, heard: (line: string) => void): Promise<string[] | undefined> => {
  const { unless, each, untilEmpty = false, outputs } = step;
  if (unless && (await port.run(unless)).code === 0) return undefined;
  const printed: string[] = [];
  for (;;) {
    const found = each ? await ask(each, port, untilEmpty) : [[]];
    for (const columns of found) printed.push(await runFor(columns, step, port, heard));
    if (!untilEmpty || found.length === 0) break;
  }
  if (outputs) port.gather(outputs.from, outputs.to);
  return printed.length === 0 ? undefined : printed;
};

/** Runs the command of a step for one answer, and gives what it printed. */
const runFor = async (columns: readonly string[], step: Step, port: Port, heard: (line: string) => void): Promise<string> => {
  const { command, file, expects } = step;
  const line = filledLine(command, columns);
  if (file) port.write(file.path, filled(file.text, columns));
  const how = await port.run(line, heard);
  if (how.code !== 0 || (expects !== undefined && how.stdout.trim() !== expects)) throw new Failed(line, how);
  return how.stdout;
};

/** The answers to the last question, each asked for every answer to the one before. */
const ask = async (questions: readonly CommandLine[], port: Port, whole: boolean): Promise<string[][]> => {
  let found: string[][] = [[]];
  for (const [index, question] of questions.entries()) {
    const next: string[][] = [];
    for (const columns of found) {
      const line = filledLine(question, columns);
      const how = await port.run(line);
      if (how.code !== 0) throw new Failed(line, how);
      next.push(...(whole && index === questions.length - 1 ? listIn(how.stdout) : answersIn(how.stdout)));
    }
    found = next;
  }
  return found;
};

const listIn = (text: string): string[][] => (/^\s*(\[\s*\]|null|None)?\s*$/.test(text) ? [] : [[text.trim()]]);

/** Enough to see why. */
const lastLines = 12;

const endOf = ({ stdout, stderr }: Ended): string[] =>
  (stderr.trim() || stdout.trim())
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lastLines);
