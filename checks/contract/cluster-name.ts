import { names } from '#model';
import { defineContract } from './contract';
import { besideCluster, createdAt, firstResource, objectsOf, usedBy, valuesUnder } from './reading';

export default defineContract({
  what: 'cluster name',
  kind: 'derived',
  why: 'A controller that is told the wrong cluster tags and looks for what belongs to another one.',
  *created(sides) {
    for (const cluster of besideCluster(sides, 'AWS::EKS::Cluster')) yield createdAt(cluster, cluster.properties.Name);
  },
  *used(sides) {
    for (const application of objectsOf(sides, 'Application'))
      for (const value of valuesUnder(application.json, 'clusterName')) if (typeof value === 'string') yield usedBy(application, value);
    // The group of the cluster is found by a tag that EKS puts there: its name.
    for (const object of objectsOf(sides, 'EC2NodeClass'))
      for (const value of valuesUnder(object.json, names.clusterGroupTag)) if (typeof value === 'string') yield usedBy(object, value);
  },
  spare: 'a cluster without a component that has to know its name is whole',
  fix: { missing: 'take the name from the cluster that the values are made for', unused: '' },
  mutations: {
    template: (templates) => {
      firstResource(templates, 'AWS::EKS::Cluster').Name += '-renamed';
    },
    manifest: (apps) => {
      for (const { json } of apps.flatMap(({ objects }) => objects))
        for (const values of valuesUnder(json, 'valuesObject')) {
          const own = values as Record<string, unknown>;
          if (own.clusterName) own.clusterName = 'another';
        }
    },
  },
});
