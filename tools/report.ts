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

/** Prints findings, each once however many clusters it holds for, with the ids that other tools give to the rule. */
export const printFindings = (findings: readonly Finding[], { warn, paint }: Context): void => {
  for (const { clusters, ...finding } of oncePerFact(findings)) {
    warn(inOneLine(finding));
    const elsewhere = Object.entries(finding.elsewhere).map(([tool, ids]) => `${tool} ${ids.join(' ')}`);
    warn(paint.dim(`    on ${clusters.join(', ')}${elsewhere.length ? `; elsewhere ${elsewhere.join(', ')}` : ''}`));
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
