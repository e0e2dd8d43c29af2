// What every bench does with its figures: the middle one, the line of progress, and columns with budgets.

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** What is being done, in one line that the next one replaces; only where somebody looks. */
export const progress = (text) => process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`);

/** `1.234 s`; empty where nothing was measured. */
export const number = (value, digits, unit) => (value === undefined ? '' : `${value.toFixed(digits)} ${unit}`);

export const verdict = ({ budget, holds }) => (budget ? `${holds ? 'holds' : 'BROKEN'}: ${budget}` : '');

/** Lines of cells as columns: the first one reads from the left, figures stand under each other. */
export const columns = (lines) => {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const pad = (cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
};
