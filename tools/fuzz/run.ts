import * as fc from 'fast-check';
import { load } from '#model';
import { registry as catalogue } from '#registry';
import { changes, corrupted } from './corrupt';
import { shown } from './describe';
import { objectionsToCorrupted, objectionsToMutated, objectionsToValid, type Rendered, renderedOf } from './laws';
import { model } from './model';
import { mutation } from './mutate';

/** Tries the laws on random cases. The same seed gives the same cases. */

/** What is tried, and how often. */
export interface Trial {
  readonly law: Law;
  readonly seed: number;
  readonly cases: number;
  /** Where in the cases of the seed to begin, as a failure tells it. @default - with the first */
  readonly path?: string;
  /** Called after each case. */
  readonly tick?: () => void;
}

/** A case for which a law does not hold, as small as it was found. */
export interface Failure {
  readonly seed: number;
  readonly path: string;
  readonly objections: readonly string[];
  /** The definitions, or what was done to what was rendered. */
  readonly shown: string;
}

/** Thrown for a case that a law does not hold for. */
class Objection extends Error {
  constructor(
    readonly lines: readonly string[],
    readonly shown: () => string,
  ) {
    super(lines.join('\n'));
  }
}

/** To fall over a case is an objection, too. */
const object = (objections: () => readonly string[], text: () => string): void => {
  const lines = linesOf(objections);
  if (lines.length > 0) throw new Objection(lines, text);
};

const linesOf = (objections: () => readonly string[]): readonly string[] => {
  try {
    return objections();
  } catch (error) {
    return String(error instanceof Error ? error.stack : error).split('\n');
  }
};

/** Two names may meet by chance, or be too long together; such a model is not valid, and another one takes its place. */
const byChance = ['name-taken', 'name-too-long'];

const any = model(catalogue);

const valid = () =>
  fc.property(any, (registry) => {
    fc.pre(!load(registry).mistakes.some(({ rule }) => byChance.includes(rule)));
    object(
      () => objectionsToValid(registry),
      () => shown(registry, catalogue),
    );
  });

const wrongDefinitions = () =>
  fc.property(any, changes, (registry, all) => {
    const wrong = corrupted(registry, all);
    object(
      () => objectionsToCorrupted(wrong),
      () => `${fc.stringify(all)}\n${shown(wrong, catalogue)}`,
    );
  });

/** Changed are objects of a few platforms, because to render one takes longer than to judge it. */
const wrongObjects = (seed: number) => {
  const rendered: Rendered[] = fc.sample(any, { seed, numRuns: 12 }).flatMap(renderedOf);
  return fc.property(fc.nat(rendered.length - 1), mutation, (index, change) => {
    object(
      () => objectionsToMutated(rendered[index] as Rendered, change),
      () => fc.stringify(change),
    );
  });
};

/** What is tried, by what becomes of the definitions. */
export const laws = { valid, wrongDefinitions, wrongObjects } as const;
export type Law = keyof typeof laws;

/** Tries a law on so many cases; gives the smallest case that it does not hold for. */
export const tried = ({ law, seed, cases, path, tick }: Trial): Failure | undefined => {
  const property = laws[law](seed) as unknown as fc.IProperty<unknown>;
  const run = property.run.bind(property);
  property.run = (value) => {
    tick?.();
    return run(value);
  };
  const details = fc.check(property, { seed, numRuns: cases, maxSkipsPerRun: 1, ...(path && { path, endOnFailure: false }) });
  if (!details.failed) return undefined;
  const error = details.errorInstance;
  const objections =
    error instanceof Objection ? error.lines : [error instanceof Error ? String(error.stack) : 'too many models were none'];
  return {
    seed: details.seed,
    path: details.counterexamplePath ?? '',
    objections,
    shown: error instanceof Objection ? error.shown() : fc.stringify(details.counterexample),
  };
};

/** What a person reads of a failure. */
export const inLines = (law: Law, { seed, path, objections, shown: text }: Failure): string =>
  [`${law}: seed ${seed}, path '${path}'`, ...objections.slice(0, 10).map((line) => `  ${line}`), 'the smallest case:', text].join('\n');
