import { names } from '#model';
import { defineContract } from './contract';
import { besideCluster, createdAt, firstResource, objectsOf, tagOf, usedBy, valuesUnder } from './reading';

export default defineContract({
  what: 'target group',
  kind: 'derived',
  why: 'A load balancer into whose targets the cluster puts no pods answers nobody.',
  *created(sides) {
    // Only those that the controller of the cluster may change.
    for (const group of besideCluster(sides, 'AWS::ElasticLoadBalancingV2::TargetGroup'))
      if (tagOf(group.properties, names.loadBalancerTag) === sides.cluster.name) yield createdAt(group, group.properties.Name);
  },
  *used(sides) {
    for (const kind of ['Application', 'TargetGroupBinding'])
      for (const object of objectsOf(sides, kind))
        for (const name of valuesUnder(object.json, 'targetGroupName')) yield usedBy(object, String(name));
  },
  fix: {
    missing: 'take the name from names.gatewayTargets, and let cdk/gateway-stack.ts tag it with the cluster',
    unused: 'let the holder of the role api-gateway put its pods into it by a TargetGroupBinding',
  },
  mutations: {
    template: (templates) => {
      firstResource(templates, 'AWS::ElasticLoadBalancingV2::TargetGroup').Tags = [];
    },
    manifest: (apps) => {
      for (const { json } of apps.flatMap(({ objects }) => objects))
        for (const spec of valuesUnder(json, 'spec')) {
          const own = spec as Record<string, unknown>;
          if (own.targetGroupName) own.targetGroupName = 'another';
        }
    },
  },
});
