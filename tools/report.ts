import type { Finding } from '#checks';
import { inOneLine, type Mistake } from '#model';
import type { Context } from './command';
import type { Change } from './write';

/** Prints mistakes, each in one line. */
export const printMistakes = (mistakes: readonly Mistake[], { warn }: Context): void => {
  for (const mistake of mistakes) warn(inOneLine(mistake));
};

/** The rows of a table as lines, each column as wide as its longest cell. */
export const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

/**
 * Prints mistakes and findings by the file to open, with an empty line between two files of which one has several lines. A finding is there
 * once however many clusters it holds for, with the ids that other tools give to the rule.
 */
export const printByFile = (mistakes: readonly Mistake[], findings: readonly Finding[], { warn, paint }: Context): void => {
  const inColour = ({ file, rule, fact, fix }: Mistake): string => `${paint.bold(file)}: ${paint.red(rule)}: ${fact}; ${fix}`;
  const files = new Map<string, string[]>();
  const add = (finding: Mistake, ...more: string[]): void => {
    files.set(finding.file, [...(files.get(finding.file) ?? []), inColour(finding), ...more]);
  };
  for (const mistake of mistakes) add(mistake);
  for (const { clusters, ...finding } of oncePerFact(findings)) {
    const elsewhere = Object.entries(finding.elsewhere).map(([tool, ids]) => `${tool} ${ids.join(' ')}`);
    add(finding, paint.dim(`    on ${clusters.join(', ')}${elsewhere.length ? `; elsewhere ${elsewhere.join(', ')}` : ''}`));
  }
  let before: readonly string[] = [];
  for (const lines of files.values()) {
    if (before.length > 0 && before.length + lines.length > 2) warn('');
    for (const line of lines) warn(line);
    before = lines;
  }
};

/** Findings that say the same of several clusters, as one. */
export const oncePerFact = (findings: readonly Finding[]): (Finding & { clusters: string[] })[] => {
  const merged = new Map<string, Finding & { clusters: string[] }>();
  for (const finding of findings) {
    const line = inOneLine(finding);
    const known = merged.get(line);
    if (known) known.clusters.push(finding.cluster);
    else merged.set(line, { ...finding, clusters: [finding.cluster] });
  }
  return [...merged.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
};

const signs = { added: '+', changed: '~', removed: '-' } as const;
const colours = { added: 'green', changed: 'yellow', removed: 'red' } as const;

/** Prints differences, the first of them by name. */
export const printChanges = (changes: readonly Change[], { warn, paint }: Context, most = 20): void => {
  for (const { kind, path } of changes.slice(0, most)) warn(paint[colours[kind]](`  ${signs[kind]} ${path}`));
  if (changes.length > most) warn(`  … and ${changes.length - most} more`);
};

/** `2 added, 1 changed`; `nothing` where there is none. */
export const summaryOf = (changes: readonly Change[]): string =>
  (['added', 'changed', 'removed'] as const)
    .map((kind) => ({ kind, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
    .join(', ') || 'nothing changed';
