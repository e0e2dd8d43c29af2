import type { Mistake, Registry } from '#model';

/** What a command is given: the definitions that were found, and where it speaks. */
export interface Context {
  /** Folder of the platform. */
  readonly root: string;
  /** Folder of the toolkit: the same where a platform is kept in the toolkit's own repository. */
  readonly toolkit: string;
  /** How the definitions of this platform import the model. */
  readonly model: string;
  readonly registry: Registry;
  /** Files that could not be read at all. */
  readonly unreadable: readonly Mistake[];
  /** Text of `registry.gen.ts` for what the folders hold now. */
  readonly registrySource: string;
  /** Text of `services.gen.ts`, likewise. */
  readonly servicesSource: string;
  /** Folders of services whose code stands on the kit and is kept beside the definition. */
  readonly runnable: readonly string[];
  /** Names by kind, from the folders. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** Runs something that `tools/main.ts` exports in a thread of its own, while this one goes on. */
  readonly beside: <Result>(name: string) => Promise<Result>;
  readonly print: (line: string) => void;
  /** For what is not the command's answer: progress, advice, mistakes. */
  readonly warn: (line: string) => void;
  readonly paint: Paint;
}

/** Colours, where the terminal shows them. */
export type Paint = Readonly<Record<'red' | 'green' | 'yellow' | 'dim' | 'bold', (text: string) => string>>;

/** What a person wrote behind the command. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** The exit code, or the arguments of the command that goes on. */
export type Outcome = number | readonly string[];

/** A command of the command line. */
export interface Command {
  /** One line for the overview. */
  readonly summary: string;
  readonly usage: string;
  /** A call that a reader can copy. */
  readonly example: string;
  /** Options with what they do. */
  readonly options?: Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly does: string }>>;
  readonly run: (args: Arguments, context: Context) => Outcome | Promise<Outcome>;
}

/** The input is wrong or the check says no. */
export const wrongInput = 1;

/** The command was called in a way that it does not know. */
export const wrongUsage = 2;
