import { type Assumption, type CostReport, commitments, type Difference, type EnvironmentCost, type Step, type Total } from '../cost';
import type { Context } from './command';
import { aligned } from './report';

/** `1,234.50`, as wide as the widest beside it. */
const money = (usd: number): string => usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const signed = (usd: number): string => `${usd > 0 ? '+' : ''}${money(usd)}`;

/** Rows whose last cells are sums: those stand to the right, one below the other. */
const table = (rows: readonly (readonly [text: string, ...sums: string[]])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return aligned(rows.map(([text, ...sums]) => [text, ...sums.map((sum, index) => sum.padStart(widths[index + 1] ?? 0))]));
};

const nested = (totals: readonly Total[]): [string, string][] =>
  totals.flatMap(({ name, usd, parts = [] }) => [
    [`  ${name}`, money(usd)] as [string, string],
    ...parts.map((part): [string, string] => [`      ${part.name}`, money(part.usd)]),
  ]);

/** Prints what each environment costs, seen from its stacks and from its teams, and what that rests on. */
export const printReport = (report: CostReport, context: Context): void => {
  const { print, paint } = context;
  for (const environment of report.environments) printEnvironment(environment, report, context);
  if (report.environments.length > 1) print(paint.bold(`all environments: ${money(report.usd)} ${report.currency} a month\n`));
  printBasis(report, context);
};

const printEnvironment = (
  { environment, usd, ...of }: EnvironmentCost,
  { currency, commitment }: CostReport,
  { print, paint }: Context,
): void => {
  const bound = commitment === 'none' ? 'without a commitment' : `with a commitment of ${commitment}`;
  print(paint.bold(`${environment}: ${money(usd)} ${currency} a month, ${bound}`));
  const stacks = nested(of.stacks);
  const teams = nested(of.teams);
  const lines = table([...stacks, ['  total', money(usd)], ...teams, ['  total', money(usd)]]);
  const [first, second] = [lines.slice(0, stacks.length + 1), lines.slice(stacks.length + 1)];
  print(paint.dim('by stack and kind'));
  for (const line of first) print(line);
  print(paint.dim('by team and service'));
  for (const line of second) print(line);
  const options = commitments.map((each) => `${each} ${money(of.commitments[each])}`).join(', ');
  print(`${paint.dim('by commitment')}\n  ${options}\n`);
};

const printBasis = ({ unpriced, assumptions, podNode, standbyShare, ...report }: CostReport, { print, paint }: Context): void => {
  print(paint.dim('not priced'));
  for (const line of oncePerReason(unpriced)) print(paint.yellow(`  ${line}`));
  if (unpriced.length === 0) print('  no resource of a stack');
  for (const line of leftOut) print(`  ${line}`);
  print(paint.dim('\nassumed of a month, by the shape of an environment'));
  const rows = Object.entries(assumptions).map(([name, { what, frugal, small, full }]: [string, Assumption]): [string, ...string[]] => [
    `  ${name}: ${what}`,
    ...[frugal, small, full].map(String),
  ]);
  for (const line of table([['', 'frugal', 'small', 'full'], ...rows])) print(line);
  print(`  pods of services are on ${podNode.type}; a standby region sees ${standbyShare * 100} % of the traffic`);
  const doubtful = report.unverified.length ? `; ${report.unverified.length} of those in use are from memory and not yet verified` : '';
  print(`\nprices of ${report.pricesOf} (cost/prices.json)${doubtful}. An estimate, without taxes and support`);
};

/** Resources of one type that say the same, as one. */
const oncePerReason = (unpriced: CostReport['unpriced']): string[] =>
  [...new Set(unpriced.map(({ type, why }) => `${type}: ${why}`))].map((reason) => {
    const [first, ...others] = unpriced.filter(({ type, why }) => `${type}: ${why}` === reason);
    return `${first?.stack} ${first?.resource}${others.length ? ` +${others.length}` : ''}: ${reason}`;
  });

/** What no template and no rendered object of a service tells. */
const leftOut = [
  'data that goes to the internet, to other zones and to other regions',
  'disks and further load balancers that components ask for from inside a cluster',
];

/** Prints what changes against another commit. */
export const printDifference = ({ total, ...of }: Difference, ref: string, { print, paint }: Context): void => {
  print(paint.bold(`against ${ref}: ${signed(total.change)} USD a month`));
  const sections = Object.entries({ environment: of.environments, stack: of.stacks, service: of.services });
  for (const [title, steps] of sections) {
    if (steps.length === 0) continue;
    print(paint.dim(`by ${title}`));
    const rows = [...steps, total].map((step: Step): [string, ...string[]] => [
      `  ${step.name}`,
      money(step.before),
      money(step.after),
      signed(step.change),
    ]);
    for (const line of table([['', 'before', 'after', 'change'], ...rows])) print(line);
  }
  print('');
};
