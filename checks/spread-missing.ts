import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import { inWords, type Selector, selects } from './graph/selector';
import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { type StayingPods, scalingOf } from './scaling/read';

/** Over what pods are spread: a failure takes one of these at a time. */
const places = { 'topology.kubernetes.io/zone': 'zones', 'kubernetes.io/hostname': 'nodes' } as const;

export default defineRule({
  why: 'The scheduler puts all pods into one zone or on one node, and what looks redundant fails as one.',
  elsewhere: {
    'kube-linter': ['no-anti-affinity'],
    'kube-score': ['pod-topology-spread-constraints', 'deployment-has-host-podantiaffinity', 'statefulset-has-host-podantiaffinity'],
    polaris: ['topologySpreadConstraint'],
    kyverno: ['spread-pods-across-topology'],
  },
  incidents: ['I24'],
  *check(scene) {
    const { environment } = scene.cluster;
    const critical = new Set(scene.platform.services.filter(({ tier }) => tier === 'critical').map(({ name }) => name));
    for (const pods of scalingOf(scene).staying) {
      if (Math.max(pods.replicas, pods.autoscaler?.max ?? 0) < 2) continue;
      const mustSpread = environment.shape === 'full' && critical.has(pods.app.name) && pods.replicas > 1;
      for (const found of mistakesOf(pods, mustSpread)) yield { app: pods.app, json: pods.json, ...found };
    }
  },
  mutation: (apps) => {
    firstPod(apps).topologySpreadConstraints = firstPod(apps).topologySpreadConstraints?.slice(1);
  },
});

function* mistakesOf({ spec, labels }: StayingPods, mustSpread: boolean): Generator<{ fact: string; fix: string }> {
  const { topologySpreadConstraints: constraints = [] } = spec;
  for (const [key, plural] of Object.entries(places))
    if (!constraints.some(({ topologyKey }) => topologyKey === key))
      yield { fact: `does not spread its pods over ${plural}`, fix: `add a topologySpreadConstraint of topologyKey '${key}'` };
  for (const constraint of constraints) yield* ofConstraint(constraint, labels, mustSpread);
}

function* ofConstraint(constraint: ITopologySpreadConstraint, labels: StayingPods['labels'], mustSpread: boolean) {
  const { topologyKey, labelSelector = {}, whenUnsatisfiable } = constraint;
  if (!selects(labelSelector as Selector, labels)) {
    const fact = `spreads pods with '${inWords(labelSelector as Selector)}' over ${topologyKey}, and its own are not like that`;
    yield { fact, fix: 'count by the labels of its own pods' };
  }
  if (mustSpread && topologyKey === 'topology.kubernetes.io/zone' && whenUnsatisfiable !== 'DoNotSchedule')
    yield {
      fact: `is critical and only would rather be spread over zones, with whenUnsatisfiable '${whenUnsatisfiable}'`,
      fix: "set whenUnsatisfiable to 'DoNotSchedule'",
    };
}
