import type { IHorizontalPodAutoscalerSpec } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerSpec';
import { didYouMean, groupOf, type KubernetesJson } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'Each sync sets the pods back to a number that the autoscaler has left behind under load, and an autoscaler without a target scales nothing.',
  elsewhere: {
    'kube-linter': ['dangling-horizontalpodautoscaler'],
    'kube-score': ['deployment-targeted-by-hpa-does-not-have-replicas-configured', 'horizontalpodautoscaler-has-target'],
    kyverno: ['check-hpa-exists'],
  },
  *check({ objects }) {
    const byPlace = new Map(objects.map((object) => [placeOf(object.json.apiVersion, object.json.kind, object.json.metadata), object]));
    for (const { app, json } of objects) {
      if (json.kind !== 'HorizontalPodAutoscaler') continue;
      const { apiVersion = '', kind, name } = (json.spec as IHorizontalPodAutoscalerSpec).scaleTargetRef;
      const { namespace, name: autoscaler } = json.metadata;
      const target = byPlace.get(placeOf(apiVersion, kind, { namespace, name }));
      if (target === undefined) {
        const there = objects.flatMap(({ json: { kind: other, metadata } }) =>
          other === kind && metadata.namespace === namespace ? [metadata.name] : [],
        );
        yield {
          app,
          json,
          fact: `scales ${apiVersion} ${kind} '${name}', which namespace '${namespace}' does not have`,
          fix: didYouMean(name, there, `set scaleTargetRef to a ${kind} of the namespace, or remove the autoscaler`),
        };
        continue;
      }
      const { replicas } = target.json.spec as { replicas?: number };
      if (replicas !== undefined)
        yield {
          ...target,
          fact: `has replicas ${replicas}, while the autoscaler '${autoscaler}' sets their number`,
          fix: 'remove replicas, and set minReplicas of the autoscaler',
        };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'Deployment').spec.replicas = 3;
  },
});

/** An object's place on a cluster; the API server converts between the versions of a group. */
const placeOf = (apiVersion: string, kind: string, { namespace, name }: KubernetesJson['metadata']): string =>
  `${groupOf(apiVersion)}/${kind} ${namespace}/${name}`;
