import { aligned } from '../report';
import { isKept, type LevelResult, type SmokeResult } from './smoke';
import type { StepResult } from './tally';

const heads = ['step', 'asks', 'tier', 'requests', 'p95', 'p99', 'wrong', 'limited', 'verdict'];

const percent = (part: number): string => `${Number((100 * part).toFixed(2))} %`;

const verdictOf = ({ holds, took, why, limited }: StepResult): string => {
  if (holds) return 'holds';
  if (why !== undefined) return `MISSED: ${why}`;
  if (took !== undefined) return 'MISSED';
  return limited ? 'MISSED: refused by limits' : 'not asked';
};

const cellsOf = (result: StepResult): string[] => {
  const { step, tier, requests, took, p95, p99, wrong, errors, limited } = result;
  const time = (value: number | undefined, most: number): string => (value === undefined ? '-' : `${value.toFixed(1)} of ${most} ms`);
  const part = requests ? wrong / requests : 0;
  return [
    ...[step.name, `${step.method} ${step.path}`, tier, String(requests), time(took?.p95, p95), time(took?.p99, p99)],
    ...[`${percent(part)} of ${percent(errors)}`, limited ? String(limited) : '', verdictOf(result)],
  ];
};

const levelLines = ({ level, connections, requestsPerSecond, steps }: LevelResult): string[] => [
  `  level ${level}: ${connections} connections, ${Math.round(requestsPerSecond)} requests/s`,
  ...aligned([heads, ...steps.map(cellsOf)]).map((line) => `    ${line}`),
];

const limitOf = ({ levels }: SmokeResult): string => {
  const kept = levels.filter(isKept).at(-1);
  const whole = kept === levels.at(-1);
  if (kept === undefined) return '  no level kept the promises';
  return `  kept ${whole ? 'to the end' : 'last'} at level ${kept.level}: ${kept.connections} connections, ${Math.round(kept.requestsPerSecond)} requests/s`;
};

/** What came of a scenario, for people. */
export const linesOf = (result: SmokeResult): string[] => [
  `${result.scenario.name}: ${result.scenario.purpose}`,
  ...result.levels.flatMap(levelLines),
  ...(result.scenario.seeksLimit ? [limitOf(result)] : []),
  `  ${result.holds ? 'holds' : 'MISSED'}`,
  '',
];
