import { rolloutOf } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule, type Scene, type Violation } from './mechanism/rule';
import { judgementsIn, type RolloutSpec, rolloutsIn } from './queries/rollouts';

/** Part of the callers, in percent, that a version may get before it was judged. */
const unjudged = 20;

export default defineRule({
  why: 'A bad version is let in for everybody, because nothing takes it back.',
  incidents: ['I06'],
  *check(scene) {
    for (const { app, json, spec } of rolloutsIn(scene)) for (const found of missing(spec)) yield { app, json, ...found };
    for (const { app, json, metric } of judgementsIn(scene))
      if (metric.failureLimit === undefined)
        yield { app, json, fact: `metric '${metric.name}' has no failureLimit`, fix: 'say how many measurements may fail' };
    yield* withoutCanary(scene);
  },
  mutation: (apps) => {
    firstOf(apps, 'Rollout').spec.progressDeadlineAbort = false;
  },
});

function* missing({ progressDeadlineAbort, strategy: { canary, blueGreen } }: RolloutSpec): Generator<Pick<Violation, 'fact' | 'fix'>> {
  if (!progressDeadlineAbort) yield { fact: 'a version whose pods are never ready stays', fix: 'set progressDeadlineAbort' };
  if (canary) {
    const steps = canary.steps ?? [];
    const first = steps.findIndex(({ setWeight = 0 }) => setWeight > unjudged);
    const before = first < 0 ? steps : steps.slice(0, first);
    if (!before.some(({ analysis }) => analysis))
      yield { fact: `${steps[first]?.setWeight ?? 100} % of the callers get a version that was not judged`, fix: 'add an analysis before' };
  }
  if (blueGreen && !(blueGreen.prePromotionAnalysis && blueGreen.postPromotionAnalysis))
    yield { fact: 'callers are sent to a version that is not judged', fix: 'add prePromotionAnalysis and postPromotionAnalysis' };
}

/** Services of which new versions are judged, and whose pods are in a form in which they are not. */
function* withoutCanary({ platform, cluster, objects }: Scene): Generator<Violation> {
  const judged = new Set(platform.services.filter((service) => rolloutOf(service, cluster) !== 'rolling').map(({ name }) => name));
  const watched = new Set(objects.filter(({ json }) => json.kind === 'Canary').map(({ app }) => app.name));
  for (const { app, json } of objects)
    if (json.kind === 'Deployment' && json.metadata.name === app.name && judged.has(app.name) && !watched.has(app.name))
      yield { app, json, fact: 'new versions of it are to be judged, and nothing does', fix: 'make it a Rollout, or add a Canary' };
}
