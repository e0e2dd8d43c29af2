/** A program and its arguments, as they are started: no shell reads them, so nothing in them has to be quoted. */
export type CommandLine = readonly [program: string, ...args: string[]];

/**
 * One thing that a deployment or a teardown does, as data: it can be shown, compared, and run. `{1}`, `{2}` … stand for the columns of what
 * a question in `each` answered.
 */
export interface Step {
  /** What is done, in a few words. */
  readonly what: string;
  readonly command: CommandLine;
  /** Why it has to be done, and here. */
  readonly why: string;
  /** What a person does where it fails. */
  readonly otherwise: string;
  /** Where this succeeds, it was done before. @default - the command itself sees to that */
  readonly unless?: CommandLine;
  /**
   * Questions whose answers say what to run the command for: each line of the first is put into the second, and so on. Without a line there is
   * nothing to do.
   * @default - it is run once
   */
  readonly each?: readonly CommandLine[];
  /** The whole answer to the last question is one JSON list, which is `{1}`; all is asked again until it is empty. @default false */
  readonly untilEmpty?: boolean;
  /** A file that the command reads, written just before. @default - none */
  readonly file?: { readonly path: string; readonly text: string };
  /** What the command must print. @default - anything */
  readonly expects?: string;
  /** Minutes in which it is tried again while it fails. @default 0 */
  readonly patience?: number;
  /** Where outputs of stacks are gathered from, and to. @default - it writes none */
  readonly outputs?: { readonly from: string; readonly to: string };
  /** Whether it prints the stacks of a region with their state. @default false */
  readonly surveys?: boolean;
}

/** Steps with what a person should know of them, and everything that stays for a person to do. */
export interface Plan {
  /** `deploy dev` */
  readonly title: string;
  /** What must hold before anything is changed; they change nothing themselves. */
  readonly checks: readonly Step[];
  readonly steps: readonly Step[];
  readonly remarks: readonly string[];
}

/** The state of each stack that there is, by its name: `CREATE_COMPLETE`. */
export type StackStates = ReadonlyMap<string, string>;

const placeholder = /\{(\d)\}/g;

/** A text with the columns of an answer in it. */
export const filled = (text: string, columns: readonly string[]): string =>
  text.replace(placeholder, (whole, index) => columns[Number(index) - 1] ?? whole);

/** A command line with the columns of an answer in it. */
export const filledLine = ([program, ...args]: CommandLine, columns: readonly string[]): CommandLine => [
  program,
  ...args.map((arg) => filled(arg, columns)),
];

const plain = /^[\w@%+=:,./{}-]+$/;

/** What a shell would take for several words. */
const braces = /\{.*(,|\.\.).*\}/;

/** A command line as it can be pasted into a shell. */
export const pasted = (line: CommandLine): string =>
  line.map((word) => (plain.test(word) && !braces.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');

/** The lines of an answer with their columns; programs write `None` where there is nothing. */
export const answersIn = (text: string): string[][] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== 'None')
    .map((line) => line.split('\t'));
