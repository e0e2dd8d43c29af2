import type { Cluster } from '#model';
import type { Identity } from './labels';
import type { IAlertingRule } from './prometheus-rule';

interface Watched {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'warning' | 'info';
  readonly summary: string;
  readonly description: string;
}

/** What goes wrong with a new version before anybody who calls the service would say so. */
type Watch = (identity: Pick<Identity, 'name' | 'partOf'>) => readonly Watched[];

/** Of the controller of Rollouts. @see https://argo-rollouts.readthedocs.io/en/stable/features/controller-metrics/ */
const ofRollouts: Watch = ({ name, partOf: namespace }) => {
  const rollout = (phase: string): string => `rollout_info{namespace="${namespace}",name="${name}",phase${phase}}`;
  // An AnalysisRun bears the name of the Rollout, the hash of the pods, the revision, and the step or which of the two judgements it is.
  const run = `namespace="${namespace}",name=~"${name}-[^-]+-[^-]+-[^-]+"`;
  const undecided = `max by (namespace, metric) (analysis_run_metric_phase{${run},phase=~"Error|Inconclusive"}) == 1`;
  return [
    degraded(name, `max by (namespace, name) (${rollout('="Degraded"')}) == 1`),
    paused(name, `max by (namespace, name) (${rollout('="Paused"')}) == 1`),
    {
      alert: 'CanaryAnalysisError',
      // Runs are kept when they are over: those of a version that is gone call nobody.
      expr: `${undecided} and on (namespace) ${rollout('!="Healthy"')} == 1`,
      for: '10m',
      severity: 'warning',
      summary: `the question '{{ $labels.metric }}' about the new version of ${name} has no answer that decides`,
      description: 'Too few callers reached it, a series that it asks for is not there, or Prometheus cannot be reached.',
    },
  ];
};

/**
 * Of Flagger: 0 is in progress, 2 is failed. To it a question without an answer is a failed check, so what cannot be judged ends as failed.
 * @see https://docs.flagger.app/usage/monitoring#metrics
 */
const ofCanaries: Watch = ({ name, partOf: namespace }) => {
  const status = `max by (namespace, name) (flagger_canary_status{namespace="${namespace}",name="${name}"})`;
  return [degraded(name, `${status} == 2`), paused(name, `${status} == 0`)];
};

const degraded = (name: string, expr: string): Watched => ({
  alert: 'RolloutDegraded',
  expr,
  for: '5m',
  severity: 'warning',
  summary: `the new version of ${name} was taken back`,
  description:
    'Its pods were not ready in time, or it broke what is promised. The old version serves callers; revert the change, or mend it.',
});

const paused = (name: string, expr: string): Watched => ({
  alert: 'RolloutPausedTooLong',
  expr,
  for: '2h',
  severity: 'info',
  summary: `the new version of ${name} has been coming in for two hours`,
  description: 'Somebody has to decide: let it in, or take it back.',
});

const watches: Readonly<Record<NonNullable<Cluster['delivery']>, Watch>> = { rollout: ofRollouts, canary: ofCanaries };

/** Alerts on how new versions of a service come in, from the series of what lets them in. */
export const rolloutAlerts = (
  identity: Identity & { readonly tier: string },
  delivery: NonNullable<Cluster['delivery']>,
): IAlertingRule[] => {
  const { name: service, team, tier, environment: env } = identity;
  return watches[delivery](identity).map(({ alert, expr, for: lasting, severity, summary, description }) => ({
    alert,
    expr,
    for: lasting,
    labels: { severity, runbook: 'canary', team, tier, env, service },
    annotations: { summary, description },
  }));
};
