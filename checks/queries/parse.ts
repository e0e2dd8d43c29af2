import { Parser } from '@prometheus-io/codemirror-promql/dist/cjs/parser/parser';
import { parser } from '@prometheus-io/lezer-promql';

/** A selection of series in a query: `up{job="x"}[5m]`. */
export interface Selection {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

/** What a query says, and what is wrong with it. */
export interface Parsed {
  readonly problems: readonly string[];
  readonly selections: readonly Selection[];
  /** How far it looks back. Unit: seconds. @default 0 */
  readonly rangeSeconds: number;
}

const known = new Map<string, Parsed>();

/** Reads a query. What was read once is remembered, since clusters ask the same. */
export const parse = (query: string): Parsed => {
  const before = known.get(query);
  if (before) return before;
  const parsed = { problems: problemsIn(query), ...partsOf(query) };
  known.set(query, parsed);
  return parsed;
};

/** Prometheus' own checks of syntax and types, which want an editor's text and get the little of it that they ask for. */
const problemsIn = (query: string): string[] => {
  const check: Parser = Object.assign(Object.create(Parser.prototype), {
    tree: parser.parse(query),
    state: { sliceDoc: (from: number, to: number) => query.slice(from, to) },
    diagnostics: [],
  });
  check.analyze();
  return check.getDiagnostics().map(({ message }) => message);
};

const partsOf = (query: string): Pick<Parsed, 'selections' | 'rangeSeconds'> => {
  const selections: { metric: string; matchers: { label: string; operator: string; value: string }[] }[] = [];
  let rangeSeconds = 0;
  parser.parse(query).iterate({
    enter: ({ name, from, to, node }) => {
      const text = query.slice(from, to);
      if (name === 'VectorSelector') selections.push({ metric: '', matchers: [] });
      const last = selections.at(-1);
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector' && last) last.metric = text;
      if (name === 'UnquotedLabelMatcher' && last) {
        const [, label = '', operator = '', value = ''] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/s.exec(text) ?? [];
        last.matchers.push({ label, operator, value });
      }
      if (name === 'MatrixSelector') rangeSeconds = Math.max(rangeSeconds, seconds(/\[([^\]:]+)\]$/.exec(text)?.[1] ?? ''));
    },
  });
  return { selections, rangeSeconds };
};

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/** Seconds of a duration as Prometheus writes it: `1h30m`. */
export const seconds = (duration: string): number =>
  [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (units[unit] ?? 0), 0);
