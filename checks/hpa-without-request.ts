import { firstOf } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';
import { type StayingPods, scalingOf, type Utilization } from './scaling/read';

export default defineRule({
  why: 'A use in percent of nothing is unknown, so the autoscaler does nothing, or counts what a sidecar uses as load.',
  incidents: ['I24'],
  *check(scene) {
    const sidecars = scene.cluster.mesh?.perPod !== undefined;
    for (const pods of scalingOf(scene).staying)
      for (const utilization of pods.autoscaler?.utilizations ?? []) yield* mistakesOf(pods, utilization, sidecars);
  },
  mutation: (apps) => {
    if (apps[0]?.cluster.mesh?.perPod === undefined) throw new RangeError('no mesh that adds to pods');
    const { metrics } = firstOf(apps, 'HorizontalPodAutoscaler').spec;
    metrics[0] = { type: 'Resource', resource: { name: 'cpu', target: metrics[0].containerResource.target } };
  },
});

function* mistakesOf(pods: StayingPods, { resource, container }: Utilization, sidecars: boolean): Generator<Violation> {
  const { app, json, spec, autoscaler } = pods;
  if (container === undefined && sidecars && autoscaler) {
    const fact = `measures ${resource} of whole pods, to which the mesh adds a proxy`;
    yield { app: autoscaler.app, json: autoscaler.json, fact, fix: 'measure the container (ContainerResource)' };
  }
  for (const { name, resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
    if ((container ?? name) !== name || resources?.requests?.[resource] !== undefined) continue;
    const fact = `is scaled on the ${resource} of container '${name}' in percent of a request that it lacks`;
    yield { app, json, fact, fix: `set requests.${resource}`, unless: ['resources-missing', 'memory-limit-missing'] };
  }
}
