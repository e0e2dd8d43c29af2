import { didYouMean } from '#model';
import { selects } from './graph/selector';
import { firstOf } from './mechanism/pods';
import { defineRule, type Located, type Violation } from './mechanism/rule';
import { type RolloutSpec, rolloutsIn } from './queries/rollouts';

interface CanarySpec {
  readonly targetRef: { readonly name: string };
  readonly service: { readonly gatewayRefs?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[] };
}

export default defineRule({
  why: 'A rollout that finds no Service to divide callers with stops before its first step.',
  incidents: ['I06'],
  *check(scene) {
    const services = scene.objects.filter(({ json }) => json.kind === 'Service');
    const near = ({ json }: Located) => services.filter((each) => each.json.metadata.namespace === json.metadata.namespace);
    for (const rollout of rolloutsIn(scene)) {
      const { app, json } = rollout;
      for (const found of wrongServices(rollout.spec, near(rollout))) yield { app, json, ...found };
    }
    for (const { app, json } of scene.objects.filter((each) => each.json.kind === 'Canary')) {
      const { targetRef, service } = json.spec as CanarySpec;
      const refs = (service.gatewayRefs ?? []).filter(({ kind }) => kind === 'Service');
      const names = near({ app, json }).map((each) => each.json.metadata.name);
      const missing = [targetRef, ...refs].find(({ name }) => !names.includes(name));
      if (missing)
        yield { app, json, fact: `needs the Service '${missing.name}', which is not rendered`, fix: 'render it, or name another' };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'Rollout').spec.strategy.canary.canaryService = 'nobody';
  },
});

/** The fields that are said. */
const pick = <Key extends string>(from: Partial<Record<Key, string>> | undefined, ...keys: Key[]): Record<string, string> =>
  Object.fromEntries(keys.flatMap((key) => (from?.[key] === undefined ? [] : [[key, from[key]]])));

/** The Services that a Rollout names and that are not there, or lead to other pods. */
function* wrongServices({ strategy, template }: RolloutSpec, near: readonly Located[]): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const { canary, blueGreen } = strategy;
  const named = { ...pick(canary, 'canaryService', 'stableService'), ...pick(blueGreen, 'activeService', 'previewService') };
  const known = near.map(({ json }) => json.metadata.name);
  for (const [field, name] of Object.entries(named)) {
    const found = near.find(({ json }) => json.metadata.name === name);
    const selector = (found?.json.spec as { selector?: Record<string, string> } | undefined)?.selector;
    if (found === undefined) yield { fact: `${field} is '${name}', which is not rendered`, fix: didYouMean(name, known, 'name a Service') };
    else if (!selects({ matchLabels: selector }, template.metadata?.labels ?? {}))
      yield { fact: `${field} '${name}' selects other pods than its own`, fix: 'give both the same labels' };
  }
}
