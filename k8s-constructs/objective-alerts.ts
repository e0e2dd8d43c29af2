import type { Objectives } from '#model';
import type { IAlertingRule } from './prometheus-rule';

interface BurnRate {
  readonly alert: string;
  readonly severity: 'critical' | 'warning';
  /** How many times faster than allowed the budget goes. */
  readonly burn: number;
  readonly long: string;
  readonly short: string;
  readonly for: string;
  /** Part of the budget that is gone when it fires. */
  readonly spent: string;
}

/** Two windows each: the long one tells that it matters, the short one that it goes on. */
const burnRates: readonly BurnRate[] = [
  { alert: 'SloBurnFast', severity: 'critical', burn: 14.4, long: '1h', short: '5m', for: '2m', spent: '2 %' },
  { alert: 'SloBurnSlow', severity: 'critical', burn: 6, long: '6h', short: '30m', for: '15m', spent: '5 %' },
  { alert: 'SloTicketDay', severity: 'warning', burn: 3, long: '1d', short: '2h', for: '1h', spent: '10 %' },
  { alert: 'SloTicketSlow', severity: 'warning', burn: 1, long: '3d', short: '6h', for: '3h', spent: '10 %' },
];

/** Bad events below which nobody is called: one failed request at night is none. */
const fewestBadEvents = 10;

/**
 * Alerts on how fast a service uses up what it may fail. With little promised the fast ones could never fire, since no more than everything can
 * fail; their factor is what nine tenths of it would be.
 */
export const objectiveAlerts = (
  service: string,
  namespace: string,
  owners: Readonly<Record<string, string>>,
  { availability, fastEnough }: Objectives,
): IAlertingRule[] => {
  const promises = { availability: 1 - availability, latency: 1 - fastEnough };
  const own = (sli?: string): string => `{namespace="${namespace}",service="${service}"${sli ? `,sli="${sli}"` : ''}}`;
  const labels = (severity: string) => ({ severity, runbook: 'slo-burn', ...owners });
  const burning = burnRates.flatMap(({ alert, severity, burn, long, short, for: lasting, spent }) =>
    Object.entries(promises).map(([sli, budget]): IAlertingRule => {
      const factor = Math.min(burn, Math.round((0.9 / budget) * 100) / 100);
      const over = (window: string): string => `slo:burn_rate:ratio${window}${own(sli)} > ${factor}`;
      return {
        alert,
        expr: `${over(long)} and ${over(short)} and slo:bad_events:${long}${own(sli)} >= ${fewestBadEvents}`,
        for: lasting,
        ...(severity === 'critical' && { keep_firing_for: '5m' }),
        labels: { ...labels(severity), sli },
        annotations: {
          summary: `${service} uses up its budget for ${sli} ${factor} times faster than it may`,
          description: `It fires when ${spent} of the budget of 30 days is gone within ${long}, and goes on in the last ${short}.`,
        },
      };
    }),
  );
  return [...burning, exhausted(service, own(), labels('warning')), silent(service, own(), labels('warning'))];
};

const exhausted = (service: string, own: string, labels: Record<string, string>): IAlertingRule => ({
  alert: 'ErrorBudgetExhausted',
  expr: `slo:error_budget_remaining:ratio${own} <= 0`,
  for: '1h',
  labels,
  annotations: {
    summary: `${service} has used up its budget of 30 days for {{ $labels.sli }}`,
    description: 'Until a tenth of it is back, only what makes the service more reliable is released.',
  },
});

const silent = (service: string, own: string, labels: Record<string, string>): IAlertingRule => ({
  alert: 'SloNoData',
  expr: `slo:error_budget:ratio${own} unless on (namespace, service, sli) slo:sli_total:rate5m${own}`,
  for: '30m',
  labels: { ...labels, runbook: 'not-scraped' },
  annotations: {
    summary: `nobody measures {{ $labels.sli }} of ${service}`,
    description: 'It promises something, and there are no series to hold it against: it is not scraped, or nobody calls it.',
  },
});
