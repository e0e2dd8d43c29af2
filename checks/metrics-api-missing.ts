import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { chartIn } from './meshes/charts';

const chart = 'metrics-server';

interface Values {
  readonly replicas?: number;
  readonly podDisruptionBudget?: { readonly enabled?: boolean };
}

export default defineRule({
  why: 'Without somebody who says how much CPU and memory pods use, no autoscaler adds one, and nobody notices until the peak.',
  incidents: ['P24'],
  *check(scene) {
    const first = scene.objects.find(({ json }) => json.kind === 'HorizontalPodAutoscaler');
    const found = chartIn(scene, chart);
    if (first && found === undefined)
      yield {
        ...first,
        fact: `scales by what pods use, and the chart ${chart} is not on the cluster`,
        fix: `add the component of the chart ${chart}`,
      };
    if (found === undefined) return;
    const { replicas = 1, podDisruptionBudget } = found.values as Values;
    const least = scene.cluster.controllerReplicas;
    if (replicas < least)
      yield {
        ...found.at,
        fact: `has replicas: ${replicas}, and controllers of ${scene.cluster.environment.name} have ${least}`,
        fix: `write replicas: ${least}`,
      };
    if (replicas > 1 && !podDisruptionBudget?.enabled)
      yield {
        ...found.at,
        fact: `has ${replicas} pods and no disruption budget, so a drain may take all`,
        fix: 'write podDisruptionBudget.enabled: true',
      };
  },
  mutation: (apps) => {
    firstOf(apps, 'HorizontalPodAutoscaler');
    for (const { objects } of apps) {
      const index = objects.findIndex(({ json }) => json.kind === 'Application' && json.metadata.name === chart);
      if (index >= 0) objects.splice(index, 1);
    }
  },
});
