import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import type { Located } from '../mechanism/rule';
import { defineContract, type Sides } from './contract';
import { besideCluster, createdAt, objectsOf, propertiesOf, usedBy, valuesUnder } from './reading';

interface NodePool {
  readonly spec: { readonly template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } } };
}

interface Selector {
  readonly object: Located;
  readonly value: string;
}

/** What the label `node-role` of nodes must be for some pods: those of objects, and those of charts by their values. */
const selected = function* ({ scene }: Sides): Generator<Selector> {
  for (const object of scene.objects)
    for (const selector of valuesUnder(object.json, 'nodeSelector')) {
      const value = (selector as Readonly<Record<string, unknown>>)[names.nodeRoleLabel];
      if (typeof value === 'string') yield { object, value };
    }
};

export default defineContract({
  what: 'node label',
  kind: 'derived',
  why: 'A pod that asks for nodes with a label that none ever has waits for ever.',
  *created(sides) {
    for (const group of besideCluster(sides, 'AWS::EKS::Nodegroup')) {
      const value = group.properties.Labels?.[names.nodeRoleLabel];
      if (value) yield createdAt(group, value);
    }
  },
  *used(sides) {
    // Nodes of a pool get their label on the cluster itself, and nothing crosses.
    const pools = objectsOf<NodePool>(sides, 'NodePool').map(({ json }) => json.spec.template.metadata?.labels?.[names.nodeRoleLabel]);
    const own = new Set(pools);
    for (const { object, value } of selected(sides)) if (!own.has(value)) yield usedBy(object, value);
  },
  spare: 'nodes are ready for workloads that may come',
  fix: { missing: 'name a pool of model/node-pools.ts, or the system nodes', unused: '' },
  mutations: {
    template: (templates) => {
      for (const group of propertiesOf(templates, 'AWS::EKS::Nodegroup')) group.Labels = { [names.nodeRoleLabel]: 'another' };
    },
    manifest: (apps) => {
      firstOf(apps, 'Deployment').spec.template.spec.nodeSelector = { [names.nodeRoleLabel]: 'another' };
    },
  },
});
