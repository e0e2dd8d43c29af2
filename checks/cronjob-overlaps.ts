import type { ICronJobSpec } from 'kubernetes-models/batch/v1/CronJobSpec';
import { firstOf } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';

export default defineRule({
  why: 'The next run starts beside one that is late, both do the same work, and after 100 missed starts it is never started again.',
  elsewhere: { 'kube-score': ['cronjob-has-deadline'] },
  *check({ objects }) {
    for (const { app, json } of objects)
      if (json.kind === 'CronJob') for (const found of mistakesOf(json.spec as unknown as ICronJobSpec)) yield { app, json, ...found };
  },
  mutation: (apps) => {
    delete firstOf(apps, 'CronJob').spec.concurrencyPolicy;
  },
});

function* mistakesOf(spec: ICronJobSpec): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const { concurrencyPolicy, startingDeadlineSeconds, timeZone } = spec;
  if (concurrencyPolicy !== 'Forbid' && concurrencyPolicy !== 'Replace')
    yield { fact: `has concurrencyPolicy ${concurrencyPolicy ? `'${concurrencyPolicy}'` : 'unset'}`, fix: "set it to 'Forbid'" };
  // The controller looks every 10 seconds: with less it may never start one.
  if (startingDeadlineSeconds === undefined || startingDeadlineSeconds < 10)
    yield {
      fact: `has startingDeadlineSeconds ${startingDeadlineSeconds ?? 'unset'}`,
      fix: 'set it to how late a start may be, at least 10',
    };
  if (timeZone === undefined) yield { fact: 'has no timeZone, so that the node of its controller decides', fix: "set it to 'Etc/UTC'" };
  for (const field of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'] as const)
    if (spec[field] === undefined) yield { fact: `has no ${field}`, fix: 'say how many are kept' };
}
