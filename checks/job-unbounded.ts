import type { IJobSpec } from 'kubernetes-models/batch/v1/JobSpec';
import { firstOf } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';

/** More tries than this are a loop. */
const mostTries = 10;

export default defineRule({
  why: 'A job that hangs holds its place for ever, one that fails is tried for hours, and finished ones with their pods fill the API server.',
  elsewhere: { 'kube-linter': ['job-ttl-seconds-after-finished', 'restart-policy'], 'kube-score': ['cronjob-restartpolicy'] },
  *check({ pods }) {
    for (const { app, json, ends } of pods) {
      if (!ends) continue;
      const spec = json.spec as unknown as { readonly jobTemplate?: { readonly spec: IJobSpec } } & IJobSpec;
      for (const found of mistakesOf(spec.jobTemplate?.spec ?? spec, json.kind)) yield { app, json, ...found };
    }
  },
  mutation: (apps) => {
    delete firstOf(apps, 'Job').spec.activeDeadlineSeconds;
  },
});

function* mistakesOf(job: IJobSpec, kind: string): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const { activeDeadlineSeconds, backoffLimit, ttlSecondsAfterFinished, template } = job;
  if (activeDeadlineSeconds === undefined)
    yield { fact: 'has no activeDeadlineSeconds', fix: 'set it to the longest that the work may take' };
  if (backoffLimit === undefined || backoffLimit > mostTries)
    yield { fact: `has backoffLimit ${backoffLimit ?? 'unset'}`, fix: `set it to how often it is tried again, ${mostTries} at most` };
  // A CronJob keeps as many as its history says.
  if (kind === 'Job' && ttlSecondsAfterFinished === undefined)
    yield { fact: 'has no ttlSecondsAfterFinished', fix: "set it, such as to a day's 86400" };
  const { restartPolicy } = template.spec ?? {};
  if (restartPolicy !== 'Never' && restartPolicy !== 'OnFailure')
    yield { fact: `has restartPolicy ${restartPolicy ?? 'unset'}`, fix: "set it to 'Never'" };
}
