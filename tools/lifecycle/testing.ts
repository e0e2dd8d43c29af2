import type { Registry } from '#model';
import { type Changes, kitchen, menu, open, sampleWith, waiter } from '#model/testing';
import type { Context } from '../command';
import type { Ended, Port } from './port';
import { type CommandLine, pasted } from './step';

/** What a program answers: its output, or how it fails. */
export type Answer = string | { readonly code: number; readonly stderr: string };

/** A world that only writes down what is asked of it. */
export interface Recording extends Port {
  /** Every command that was run, as a person would paste it. */
  readonly ran: string[];
  /** Files that were written, with what. */
  readonly written: string[];
  readonly gathered: string[];
  /** Seconds that were waited. */
  readonly waited: number[];
}

/** Answers by the first pattern that a command line matches; with nothing where none does. Functions are asked at each run. */
export const recording = (answers: readonly (readonly [pattern: RegExp, answer: Answer | (() => Answer)])[] = []): Recording => {
  const [ran, written, gathered]: [string[], string[], string[]] = [[], [], []];
  const waited: number[] = [];
  let clock = 0;
  const run = async (line: CommandLine): Promise<Ended> => {
    const text = pasted(line);
    ran.push(text);
    const found = answers.find(([pattern]) => pattern.test(text))?.[1] ?? '';
    const answer = typeof found === 'function' ? found() : found;
    clock += 1000;
    return typeof answer === 'string' ? { code: 0, stdout: answer, stderr: '' } : { stdout: '', ...answer };
  };
  return {
    ...{ ran, written, gathered, waited, run },
    write: (path, text) => void written.push(`${path} ${text}`),
    gather: (from, to) => void gathered.push(`${from} ${to}`),
    now: () => clock,
    wait: async (seconds) => {
      waited.push(seconds);
      clock += seconds * 1000;
    },
  };
};

/** A command's surroundings, with everything that it says. */
export const hearing = (registry: Registry): { context: Context; printed: string[]; warned: string[] } => {
  const [printed, warned]: [string[], string[]] = [[], []];
  const paint = { red: String, green: String, yellow: String, dim: String, bold: String };
  const found = {
    root: '.',
    toolkit: '.',
    model: '#model',
    runnable: [],
    registry,
    unreadable: [],
    registrySource: '',
    servicesSource: '',
    names: {},
    beside: () => Promise.reject(new Error('nothing is asked for in a thread of its own')),
  };
  return {
    printed,
    warned,
    context: { ...found, paint, print: (line) => void printed.push(line), warn: (line) => void warned.push(line) },
  };
};

const without = (...fields: string[]): Record<string, undefined> => Object.fromEntries(fields.map((field) => [field, undefined]));

/** The sample without stores, so that it has few stacks. */
export const bareSample = (shape: 'frugal' | 'full', changes: Changes = {}): Registry =>
  sampleWith({
    [open]: { shape },
    [kitchen]: without('database', 'queues', 'produces'),
    [menu]: without('cache'),
    [waiter]: without('database', 'buckets', 'consumes'),
    ...changes,
  });
