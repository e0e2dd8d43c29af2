import { columns, verdict } from '../figures.mjs';

const figure = (value, unit, digits = unit === 'µs' ? 1 : 0) => (value === undefined ? '' : `${value.toFixed(digits)} ${unit}`);

/** Figures with their budgets, as columns. */
export const table = (rows) =>
  columns([
    ['what', 'ours', 'baseline', 'ratio', 'budget'],
    ...rows.map(({ name, unit, digits, ours, baseline, ratio, ...promise }) => [
      ...[name, figure(ours, unit, digits), figure(baseline, unit, digits), ratio?.toFixed(2) ?? ''],
      verdict(promise),
    ]),
  ]);
