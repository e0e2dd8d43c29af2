import type * as z from 'zod';
import type { Mistake } from './mistake';
import { isBroken, type Source } from './registry';
import { shapeOf } from './shape';

/** A definition with what its place in the tree says. */
export interface Entry<Value> {
  readonly file: string;
  /** Last folder or file name without ending. */
  readonly name: string;
  /** The folder above it. */
  readonly parent: string;
  readonly value: Value;
}

/** Reads the definitions of one kind: those with a fit shape, the names of all (also of broken ones), and what is wrong. */
export interface Reading<Value> {
  readonly entries: readonly Entry<Value>[];
  readonly names: ReadonlySet<string>;
  readonly mistakes: readonly Mistake[];
  /** How many files there are. */
  readonly sources: number;
}

/** `services/shop/orders/service.ts` is `orders` of `shop`; `components/delivery/argo-cd.ts` is `argo-cd` of `delivery`. */
const placeOf = (file: string): { name: string; parent: string } => {
  const parts = file.replace(/(\/service)?\.\w+$/, '').split('/');
  return { name: parts.at(-1) ?? '', parent: parts.at(-2) ?? '' };
};

/** Reads files that export one definition by default. */
export const read = <Value>(sources: readonly Source[], schema: z.ZodType): Reading<Value> => {
  const entries: Entry<Value>[] = [];
  const mistakes: Mistake[] = [];
  for (const { file, exports } of sources) {
    if (isBroken(exports)) continue;
    const { default: value, ...others } = exports;
    if (value === undefined) {
      mistakes.push({ file, rule: 'no-definition', fact: 'has no default export', fix: `write 'export default define…({ … })'` });
      continue;
    }
    for (const other of file.endsWith('.json') ? [] : Object.keys(others)) {
      mistakes.push({
        file,
        rule: 'two-definitions',
        fact: `exports '${other}' beside its definition`,
        fix: 'keep one definition a file, and nothing else',
      });
    }
    const { fit, mistakes: wrong } = shapeOf(file, schema, value);
    mistakes.push(...wrong);
    if (fit) entries.push({ file, ...placeOf(file), value: value as Value });
  }
  return { entries, names: new Set(sources.map(({ file }) => placeOf(file).name)), mistakes, sources: sources.length };
};
