import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { didYouMean, names } from '#model';
import { poolsIn } from './capacity/pools';
import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** Labels that nodes have by themselves, whatever pool they are of. */
const own = /^(kubernetes\.io|node\.kubernetes\.io|topology\.kubernetes\.io|karpenter\.sh|karpenter\.k8s\.aws|eks\.amazonaws\.com)\//;

/** Taints that Kubernetes and its controllers put on nodes. */
const passing = /^(node|node-role)\.kubernetes\.io\/|^CriticalAddonsOnly$/;

const said = (key: string, value = ''): string => `${key}=${value}`;

/** Labels that a pod's nodes must have, and that no pool gives. */
const unknownLabels = ({ nodeSelector = {} }: IPodSpec, labels: readonly string[]): string[] =>
  Object.entries(nodeSelector)
    .filter(([key]) => !own.test(key))
    .map(([key, value]) => said(key, value))
    .filter((label) => !labels.includes(label));

/** Taints that a pod tolerates, and that no pool has. */
const unknownTaints = ({ tolerations = [] }: IPodSpec, taints: readonly string[]): string[] =>
  tolerations.flatMap(({ key, value, operator = 'Equal' }) => {
    if (key === undefined || passing.test(key)) return [];
    const known = operator === 'Exists' ? taints.some((taint) => taint.startsWith(`${key}=`)) : taints.includes(said(key, value));
    return known ? [] : [said(key, value)];
  });

export default defineRule({
  why: 'A pod that asks for nodes which no pool makes waits for ever.',
  incidents: ['I18'],
  *check(scene) {
    const pools = poolsIn(scene);
    if (pools.length === 0) return;
    const ofPools = pools.flatMap((pool) => Object.entries(pool.labels).map(([key, value]) => said(key, value)));
    const labels = [said(names.nodeRoleLabel, names.systemNodes), ...ofPools];
    const taints = pools.flatMap((pool) => pool.taints.map(({ key, value }) => said(key, value)));
    for (const { app, json, spec } of scene.pods) {
      for (const label of unknownLabels(spec, labels)) {
        const fix = didYouMean(label, labels, `use one of ${labels.join(', ')}`);
        yield { app, json, fact: `runs on nodes with the label ${label}, and no pool has it`, fix };
      }
      for (const taint of unknownTaints(spec, taints))
        yield {
          app,
          json,
          fact: `tolerates the taint ${taint}, and no pool has it`,
          fix: didYouMean(taint, taints, 'remove the toleration'),
        };
    }
  },
  mutation: (apps) => {
    firstPod(apps).nodeSelector = { [names.nodeRoleLabel]: 'generall' };
  },
});
