import { failuresAllowed, type Objectives, slowAllowed } from '#model';
import type { Identity } from './labels';
import { type Counted, fewestRequests, ofNewest, ofService, versionQueries } from './objective-queries';

/** How far a query about a version looks back that gets ever more callers. */
export const range = '5m';

/** A question to Prometheus about the newest version, and what its answer must be. */
export interface Judgement {
  readonly question: string;
  readonly query: string;
  readonly thresholdRange: { readonly min?: number; readonly max?: number };
}

/** Properties of what the newest version is judged by. */
export interface JudgedBeside extends Pick<Identity, 'name' | 'partOf'> {
  readonly form: 'canary' | 'blue-green';
  readonly objectives: Objectives;
  /** Who counts its requests. @default - the kit does */
  readonly counted?: Counted;
}

/** Ever more callers, as long as so many checks have not failed. Until enough callers have come, each is one that has. */
export const byAndBy = {
  threshold: 5,
  // Each more than the one before: Flagger finds its place among them by the weight alone.
  stepWeights: [5, 10, 20, 30, 50],
};

/** So many checks before anybody is sent over, and one more afterwards. None may fail: everybody would be with a bad version. */
export const atOnce = { threshold: 1, iterations: 2 };

/**
 * What the newest version is asked. Its pods alone are behind the Service that Flagger makes for it, `<name>-canary`. To Flagger no answer is a
 * failed check, so before callers come the questions about them are answered: nothing failed.
 */
export const judgementsOf = ({ name, partOf, objectives, form, counted = ofService(partOf, name) }: JudgedBeside): Judgement[] => {
  const newest = ofNewest(counted, partOf, name);
  const { traffic, failures, slow } = versionQueries(newest, objectives, range);
  const parts = (answered: (query: string) => string): Judgement[] => [
    { question: 'failures', query: answered(failures), thresholdRange: { max: failuresAllowed(objectives) } },
    { question: 'slow', query: answered(slow), thresholdRange: { max: slowAllowed(objectives) } },
  ];
  if (form === 'canary')
    return [{ question: 'traffic', query: traffic, thresholdRange: { min: fewestRequests } }, ...parts((query) => query)];
  const pods = `up{namespace="${partOf}",service="${name}-canary"}`;
  const scraped = { question: 'scraped', query: `min(min_over_time(${pods}[2m]))`, thresholdRange: { min: 1 } };
  // A part of nothing is no number, and is no failure either.
  return [scraped, ...parts((query) => `(${query}) >= 0 or vector(0)`)];
};
