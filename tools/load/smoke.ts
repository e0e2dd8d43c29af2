import type { Service } from '#model';
import { fire } from './fire';
import { stepsOf, thresholdsOf } from './plan';
import type { Scenario, Step } from './scenario';
import { type StepResult, Tally } from './tally';

export interface SmokeOptions {
  readonly url: string;
  /** How long the scenario takes as a whole. Each of its levels gets an equal part, and a tenth of a second at least. */
  readonly seconds: number;
  /** Connections at level 1. */
  readonly connections: number;
  readonly known: Readonly<Record<string, string>>;
  readonly services: readonly Service[];
  /** Multiplies the times that are promised, for computers that are no data centre. */
  readonly patience: number;
  /** Hears at which level the scenario is. @default - nobody does */
  readonly onLevel?: (level: number, connections: number) => void;
}

/** What came of one level. */
export interface LevelResult {
  readonly level: number;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly steps: readonly StepResult[];
}

export interface SmokeResult {
  readonly scenario: Scenario;
  readonly levels: readonly LevelResult[];
  /** Whether every step was answered well at some level, and every threshold kept; where the limit was sought, up to the peak. */
  readonly holds: boolean;
}

/** The levels that a scenario stays at, in order. */
const levelsOf = ({ stages }: Scenario): readonly number[] =>
  stages.map(({ level }) => level).filter((level, at, all) => level > 0 && level !== all[at - 1]);

/** Whether a level kept what was asked at it: few visitors do not find every step in a moment. */
export const isKept = ({ steps }: LevelResult): boolean => steps.every(({ holds, requests }) => holds || requests === 0);

const isAsked = (levels: readonly LevelResult[], step: Step): boolean =>
  levels.some(({ steps }) => steps.some((result) => result.step === step && result.took));

/** Walks through a scenario in small: each of its levels for a moment, with connections in the place of rates. */
export const smoke = async (scenario: Scenario, options: SmokeOptions): Promise<SmokeResult> => {
  const { url, known, services, patience, onLevel } = options;
  const planned = levelsOf(scenario);
  const seconds = Math.max(0.1, options.seconds / planned.length);
  const thresholds = thresholdsOf(scenario, services).map((each) => ({ ...each, p95: each.p95 * patience, p99: each.p99 * patience }));
  const levels: LevelResult[] = [];
  for (const level of planned) {
    const connections = Math.max(1, Math.round(options.connections * level));
    onLevel?.(level, connections);
    const tally = new Tally(thresholds);
    const started = performance.now();
    await fire({ url, connections, seconds, visits: scenario.visits, known, tally });
    const requestsPerSecond = tally.requests / ((performance.now() - started) / 1000);
    const result = { level, connections, requestsPerSecond, steps: tally.results() };
    levels.push(result);
    if (scenario.seeksLimit && !isKept(result)) break;
  }
  const judged = scenario.seeksLimit ? levels.filter(({ level }) => level <= 1) : levels;
  return { scenario, levels, holds: judged.every(isKept) && stepsOf(scenario).every((step) => isAsked(levels, step)) };
};
