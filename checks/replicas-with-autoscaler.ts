import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'Each sync sets the pods back to a number that the autoscaler has left behind under load.',
  elsewhere: { 'kube-score': ['deployment-targeted-by-hpa-does-not-have-replicas-configured'] },
  incidents: ['I01', 'I24'],
  *check({ references }) {
    for (const { type, at, to } of references.edges) {
      const target = type === 'scales' && at?.json.kind !== 'VerticalPodAutoscaler' ? references.nodes.get(to)?.at : undefined;
      if (at === undefined || target === undefined) continue;
      const { replicas } = target.json.spec as { readonly replicas?: number };
      if (replicas === undefined) continue;
      const fact = `has replicas ${replicas}, while the autoscaler '${at.json.metadata.name}' sets their number`;
      yield { app: target.app, json: target.json, fact, fix: 'remove replicas, and set the least number of the autoscaler' };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'HorizontalPodAutoscaler');
    firstOf(apps, 'Deployment').spec.replicas = 3;
  },
});
