import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { type Autoscaler, scalingOf } from './scaling/read';

/** Seconds over which the most pods that were wanted are kept, so that a pause of minutes costs no start of pods. */
const calm = 300;

/** What the API server accepts at most. Unit: seconds. */
const longest = { stabilizationWindowSeconds: 3600, periodSeconds: 1800 };

export default defineRule({
  why: 'Pods are taken away in every short pause and are missing in the next peak, and by default nobody bounds how many go at once.',
  incidents: ['I24', 'P25'],
  *check(scene) {
    for (const { app, json, behavior } of scalingOf(scene).autoscalers)
      for (const found of mistakesOf(behavior)) yield { app, json, ...found };
  },
  mutation: (apps) => {
    delete firstOf(apps, 'HorizontalPodAutoscaler').spec.behavior;
  },
});

function* mistakesOf({ scaleUp, scaleDown }: NonNullable<Autoscaler['behavior']> = {}): Generator<{ fact: string; fix: string }> {
  const window = scaleDown?.stabilizationWindowSeconds;
  if (window === undefined || window < calm) {
    const fact = `has behavior.scaleDown.stabilizationWindowSeconds ${window ?? 'unset'}`;
    yield { fact, fix: `set it to ${calm} or more` };
  }
  if (!scaleUp?.policies?.length) yield { fact: 'has no policies in behavior.scaleUp', fix: 'say how many pods are added in which time' };
  if (!scaleDown?.policies?.length)
    yield { fact: 'has no policies in behavior.scaleDown', fix: 'say how many pods are removed in which time' };
  const windows = [scaleUp, scaleDown].map((each) => each?.stabilizationWindowSeconds ?? 0);
  const periods = [scaleUp, scaleDown].flatMap((each) => each?.policies ?? []).map(({ periodSeconds }) => periodSeconds);
  for (const [field, values] of [['stabilizationWindowSeconds', windows] as const, ['periodSeconds', periods] as const]) {
    const most = Math.max(0, ...values);
    if (most > longest[field])
      yield { fact: `has ${field} ${most}, and the API server takes ${longest[field]} at most`, fix: 'shorten it' };
  }
}
