/** Figures with their budgets, as columns. */
export const table = (rows) => {
  const figure = (value, unit, digits = unit === 'µs' ? 1 : 0) => (value === undefined ? '' : `${value.toFixed(digits)} ${unit}`);
  const cells = [
    ['what', 'ours', 'baseline', 'ratio', 'budget'],
    ...rows.map(({ name, unit, digits, ours, baseline, ratio, budget, holds }) => [
      ...[name, figure(ours, unit, digits), figure(baseline, unit, digits), ratio?.toFixed(2) ?? ''],
      `${holds ? 'holds' : 'BROKEN'}: ${budget}`,
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ')).join('\n');
};
