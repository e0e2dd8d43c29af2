import type { Service } from '#model';
import type { OutputFile } from '../synthesize';
import { literal } from './literal';
import { type Threshold, thresholdsOf } from './plan';
import type { Scenario } from './scenario';

/** Where the scripts are kept. */
export const folder = 'tools/load/k6';

/** For how many seconds of flows there are visitors at the peak: the longer a flow takes, the more of them walk at the same time. */
const slowestSeconds = 2;

/** The conditions of k6 for the answers to a step. `abort` ends the test as soon as one is missed. */
const conditionsOf = ({ step, p95, p99, errors }: Threshold, abort: boolean): [string, unknown][] => {
  const condition = (threshold: string): unknown => (abort ? { threshold, abortOnFail: true, delayAbortEval: '30s' } : threshold);
  return [
    [`http_req_duration{step:${step.name}}`, [`p(95)<=${p95}`, `p(99)<=${p99}`].map(condition)],
    [`errors{step:${step.name}}`, [condition(`rate<=${errors}`)]],
    // What nobody asked for keeps every other promise.
    [`http_reqs{step:${step.name}}`, ['count>0']],
  ];
};

const scriptOf = (scenario: Scenario, services: readonly Service[]): string => {
  const { name, purpose, visits, peakPerSecond, stages, seeksLimit = false } = scenario;
  const most = Math.max(...stages.map(({ level }) => level)) * peakPerSecond * slowestSeconds;
  const thresholds = Object.fromEntries(thresholdsOf(scenario, services).flatMap((each) => conditionsOf(each, seeksLimit)));
  const steps = stages.map(({ level, seconds }) => ({ target: Math.round(level * peakPerSecond), duration: `${seconds}s` }));
  return `// Written from tools/load/scenarios.ts by \`npm run load -- --write\`; do not edit.
import { load, visit } from '../run-in-k6.js';

/** ${purpose} */
export const options = {
  scenarios: load('${name}', ${most}, ${literal(steps, '  ')}),
  thresholds: ${literal(thresholds, '  ')},
};

const visits = ${literal(visits)};

export default () => visit(visits);
`;
};

/** A script for each scenario. */
export const k6Files = (scenarios: readonly Scenario[], services: readonly Service[]): OutputFile[] =>
  scenarios.map((scenario) => ({ path: `${folder}/${scenario.name}.js`, text: scriptOf(scenario, services) }));
