import type { Construct } from 'constructs';
import type { Objectives, Tier } from '#model';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';
import { objectiveAlerts } from './objective-alerts';
import { answerRate, type Counted, failureRate, fastRate, ofService, requestRate } from './objective-queries';
import { type IAlertingRule, type IRecordingRule, PrometheusRule } from './prometheus-rule';

/** Properties of what is recorded about a promise. */
export interface ObjectiveRulesProps extends Identity {
  readonly objectives: Objectives;
  readonly tier: Tier;
  /** Who counts its requests. @default - the kit does */
  readonly counted?: Counted;
  /** Alerts on what else may go wrong with the service. @default - none */
  readonly alerts?: readonly IAlertingRule[];
}

/** Windows over which the budget is watched, and their seconds: those of less than six hours are computed twice as often. */
const windows = { '30m': 1800, '1h': 3600, '2h': 7200, '6h': 21_600, '1d': 86_400, '3d': 259_200, '30d': 2_592_000 } as const;
type Window = keyof typeof windows;

/** Windows in which bad events are counted, for alerts that a few of them must not raise. */
const counted: readonly Window[] = ['1h', '6h', '1d', '3d'];

/**
 * What a service promises, as series: how many events there were, how many of them were bad, what part of the budget is used up, and alerts
 * on how fast that goes.
 *
 * Ratios over long windows come from averages of rates, not of ratios, so that they stay weighted by traffic.
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export class ObjectiveRules extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ObjectiveRulesProps) {
    const { name, partOf: namespace, team, tier, environment } = props;
    const owners = { team, tier };
    const own = `{namespace="${namespace}",service="${name}"}`;
    const group = (part: string, interval: string, rules: readonly IRecordingRule[]) => ({
      name: `${name}-${part}`,
      interval,
      rules: rules.map((rule) => ({ ...rule, labels: { ...owners, ...rule.labels } })),
    });
    const all = Object.keys(windows) as Window[];
    const isLong = (window: Window): boolean => windows[window] >= windows['6h'];
    super(
      scope,
      id,
      new PrometheusRule({
        metadata: { name, labels: labelsOf(props) },
        spec: {
          groups: [
            group('events', `${step}s`, [
              ...eventsOf(props),
              ...ratios(
                own,
                all.filter((window) => !isLong(window)),
              ),
            ]),
            group('events-long', '1m', ratiosOver(own, all.filter(isLong))),
            {
              name: `${name}-alerts`,
              interval: '30s',
              rules: objectiveAlerts(name, namespace, { ...owners, env: environment }, props.objectives),
            },
            ...(props.alerts?.length ? [{ name: `${name}-rollout`, interval: '30s', rules: [...props.alerts] }] : []),
          ],
        },
      }),
    );
  }
}

/** Seconds from one record of events to the next. */
const step = 30;

/** The bad events of a window, counted record by record: of a service that is new its few events are not taken for the usual. */
const events = (own: string, window: Window): string =>
  `${step} * sum by (namespace, service, sli) (sum_over_time(slo:sli_bad:rate5m${own}[${window}]))`;

/** How many events a second there are of each kind, how many are bad, and which part of them may be. */
const eventsOf = ({ name: service, partOf: namespace, objectives, counted }: ObjectiveRulesProps): IRecordingRule[] => {
  const of = counted ?? ofService(namespace, service);
  const { named } = of.series;
  // Series of somebody else bear other names, or those of somebody else.
  const own: Record<string, string> = named ? {} : { namespace, service };
  const sum = (rate: string): string => `${named ? 'sum by (namespace, service) ' : 'sum'}(${rate})`;
  const requests = sum(requestRate(of, '5m'));
  const answers = sum(answerRate(of, '5m'));
  const kinds = {
    availability: { total: requests, bad: `${sum(failureRate(of, '5m'))} or 0 * ${requests}`, budget: 1 - objectives.availability },
    latency: { total: answers, bad: `${answers} - ${sum(fastRate(of, objectives, '5m'))}`, budget: 1 - objectives.fastEnough },
  };
  return Object.entries(kinds).flatMap(([sli, { total, bad, budget }]): IRecordingRule[] => [
    { record: 'slo:sli_total:rate5m', expr: total, labels: { sli, ...own } },
    { record: 'slo:sli_bad:rate5m', expr: bad, labels: { sli, ...own } },
    { record: 'slo:error_budget:ratio', expr: `vector(${Math.round(budget * 1e6) / 1e6})`, labels: { sli, namespace, service } },
  ]);
};

const burn = (own: string, window: string): IRecordingRule => ({
  record: `slo:burn_rate:ratio${window}`,
  expr: `slo:sli_error:ratio_rate${window}${own} / on (namespace, service, sli) group_left () slo:error_budget:ratio${own}`,
});

/** The ratio of the last five minutes, and those of windows. */
const ratios = (own: string, all: readonly Window[]): IRecordingRule[] => [
  { record: 'slo:sli_error:ratio_rate5m', expr: `slo:sli_bad:rate5m${own} / (slo:sli_total:rate5m${own} > 0)` },
  burn(own, '5m'),
  ...ratiosOver(own, all),
];

const ratiosOver = (own: string, all: readonly Window[]): IRecordingRule[] =>
  all.flatMap((window) => {
    const average = (series: string): string => `sum by (namespace, service, sli) (avg_over_time(${series}${own}[${window}]))`;
    const bad = average('slo:sli_bad:rate5m');
    return [
      { record: `slo:sli_error:ratio_rate${window}`, expr: `${bad} / (${average('slo:sli_total:rate5m')} > 0)` },
      burn(own, window),
      ...(counted.includes(window) ? [{ record: `slo:bad_events:${window}`, expr: events(own, window) }] : []),
      ...(window === '30d' ? [{ record: 'slo:error_budget_remaining:ratio', expr: `1 - slo:burn_rate:ratio30d${own}` }] : []),
    ];
  });
