import { firstOf } from './mechanism/pods';
import { defineRule, type Located, type Violation } from './mechanism/rule';

interface Numbers {
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
}

interface Spec {
  readonly strategy?: { readonly type?: string; readonly rollingUpdate?: Numbers; readonly canary?: Numbers; readonly blueGreen?: object };
  readonly updateStrategy?: { readonly type?: string };
}

export default defineRule({
  why: 'Each rollout takes pods away before new ones are ready, at the load of the day; or it never begins.',
  elsewhere: { 'kube-linter': ['no-rolling-update-strategy'], 'kube-score': ['deployment-strategy'] },
  *check({ pods }) {
    for (const { app, json } of pods) for (const found of mistakesOf({ app, json })) yield { app, json, ...found };
  },
  mutation: (apps) => {
    firstOf(apps, 'Deployment').spec.strategy.rollingUpdate.maxUnavailable = 1;
  },
});

function* mistakesOf({ json }: Located): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const { strategy = {}, updateStrategy = {} } = json.spec as Spec;
  const type = json.kind === 'Deployment' ? strategy.type : updateStrategy.type;
  const fix = "set it to 'RollingUpdate'";
  if (type === 'Recreate') yield { fact: "has strategy.type 'Recreate', which stops all pods first", fix };
  if (type === 'OnDelete') yield { fact: "has updateStrategy.type 'OnDelete', so that no change arrives by itself", fix };
  if (json.kind === 'Deployment' && type !== 'Recreate') yield* ofNumbers('strategy.rollingUpdate', strategy.rollingUpdate);
  if (json.kind === 'Rollout' && !strategy.blueGreen) yield* ofNumbers('strategy.canary', strategy.canary);
}

function* ofNumbers(field: string, { maxSurge = '25%', maxUnavailable = '25%' }: Numbers = {}): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const isNone = (share: number | string): boolean => Number.parseFloat(String(share)) === 0;
  if (!isNone(maxUnavailable)) yield { fact: `has ${field}.maxUnavailable ${maxUnavailable}`, fix: 'set it to 0, and maxSurge above 0' };
  else if (isNone(maxSurge))
    yield { fact: `has ${field}.maxUnavailable and maxSurge 0, so that it cannot begin`, fix: 'set maxSurge above 0' };
}
