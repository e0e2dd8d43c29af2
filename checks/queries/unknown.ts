import type { Catalogue } from './catalogue';
import type { Parsed } from './parse';

/** Something that a query names and nobody makes. */
export interface Unknown {
  readonly fact: string;
  readonly name: string;
  /** The names that there are. */
  readonly known: readonly string[];
}

/** The series and labels of a query that are in no catalogue. */
export function* unknownIn({ selections }: Parsed, catalogue: Catalogue): Generator<Unknown> {
  for (const { metric, matchers } of selections) {
    const labels = catalogue.get(metric);
    if (labels === undefined) {
      yield { fact: `the metric '${metric}', which nobody makes`, name: metric, known: [...catalogue.keys()] };
      continue;
    }
    for (const { label } of matchers)
      if (!labels.has(label))
        yield { fact: `the label '${label}' of '${metric}', which it does not have`, name: label, known: [...labels] };
  }
}
