import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { seconds } from './queries/parse';

interface Rules {
  readonly groups?: readonly {
    readonly rules?: readonly {
      readonly alert?: string;
      readonly expr: string | number;
      readonly for?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
    }[];
  }[];
}

type Alert = NonNullable<NonNullable<NonNullable<Rules['groups']>[number]['rules']>[number]>;

/** Counts over a time of their own, which a moment cannot sway. */
const counting = /\b(increase|rate|changes|count_over_time|_over_time)\b/;

const mistakesOf = function* ({
  expr,
  labels = {},
  annotations = {},
  for: lasting = '0s',
}: Alert): Generator<{ fact: string; fix: string }> {
  const { severity = 'none' } = labels;
  if (!['critical', 'warning', 'info'].includes(severity))
    yield { fact: `has the severity '${severity}'`, fix: 'write critical, warning or info' };
  for (const [label, why] of [
    ['team', 'nobody is told'],
    ['runbook', 'who is told does not know what to do'],
  ] as const)
    if (!labels[label]) yield { fact: `has no label '${label}', so ${why}`, fix: `write labels.${label}` };
  if (!annotations.summary) yield { fact: 'has no summary', fix: 'say in annotations.summary what is wrong, in one line' };
  if (seconds(lasting) < 60 && !counting.test(String(expr)))
    yield { fact: `fires after ${lasting}, on a single moment`, fix: "write for: '1m' or more" };
};

const alertsOf = ({ groups = [] }: Rules): Alert[] => groups.flatMap(({ rules = [] }) => rules.filter(({ alert }) => alert !== undefined));

export default defineRule({
  why: 'An alert that tells nobody what to do is looked away from, and so is the next one.',
  incidents: ['P32'],
  *check({ objects }) {
    for (const { app, json } of objects.filter(({ json: { kind } }) => kind === 'PrometheusRule'))
      for (const { alert, ...rule } of alertsOf(json.spec as Rules))
        for (const { fact, fix } of mistakesOf(rule)) yield { app, json, fact: `alert ${alert} ${fact}`, fix };
  },
  mutation: (apps) => {
    for (const { rules } of firstOf(apps, 'PrometheusRule').spec.groups)
      for (const rule of rules)
        if (rule.alert) {
          delete rule.labels.runbook;
          return;
        }
    throw new RangeError('no alert to change');
  },
});
