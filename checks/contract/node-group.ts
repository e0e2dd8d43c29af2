import { names } from '#model';
import { defineContract } from './contract';
import { besideCluster, createdAt, objectsOf, propertiesOf, usedBy, valuesUnder } from './reading';

/** The tags that an autoscaler is told to look for; EKS puts them on what is behind each managed node group of the cluster. */
const asked = function* (json: unknown): Generator<string[]> {
  for (const discovery of valuesUnder(json, 'autoDiscovery')) {
    const { tags } = discovery as { tags?: unknown };
    if (Array.isArray(tags)) yield tags;
  }
};

export default defineContract({
  what: 'node group',
  kind: 'derived',
  why: 'An autoscaler that finds no group of its cluster by tag makes no nodes, and pods wait for ever.',
  *created(sides) {
    // Those of other stacks than the cluster's own know it by its name.
    for (const group of besideCluster(sides, 'AWS::EKS::Nodegroup'))
      if (typeof group.properties.ClusterName === 'string')
        for (const tag of names.nodeGroupTags(group.properties.ClusterName)) yield createdAt(group, tag);
  },
  *used(sides) {
    for (const application of objectsOf(sides, 'Application'))
      for (const tags of asked(application.json)) for (const tag of tags) yield usedBy(application, tag);
  },
  fix: {
    missing: 'take the tags from names.nodeGroupTags, and make the groups in cdk/nodes-stack.ts',
    unused: 'let the autoscaler look for it',
  },
  mutations: {
    template: (templates) => {
      for (const group of propertiesOf(templates, 'AWS::EKS::Nodegroup'))
        if (typeof group.ClusterName === 'string') group.ClusterName += '-renamed';
    },
    manifest: (apps) => {
      for (const { json } of apps.flatMap(({ objects }) => objects))
        for (const tags of asked(json)) tags[1] = 'k8s.io/cluster-autoscaler/another';
    },
  },
});
