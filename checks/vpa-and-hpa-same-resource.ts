import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { placeOf, scalingOf } from './scaling/read';

interface VpaSpec {
  readonly targetRef?: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
  readonly updatePolicy?: { readonly updateMode?: string };
  readonly resourcePolicy?: {
    readonly containerPolicies?: readonly { readonly mode?: string; readonly controlledResources?: readonly string[] }[];
  };
}

/** The resources that a VerticalPodAutoscaler changes; none where it only recommends. */
const changedBy = ({ updatePolicy, resourcePolicy }: VpaSpec): readonly string[] => {
  if (updatePolicy?.updateMode === 'Off') return [];
  const policies = resourcePolicy?.containerPolicies?.filter(({ mode }) => mode !== 'Off');
  return policies ? policies.flatMap(({ controlledResources = ['cpu', 'memory'] }) => controlledResources) : ['cpu', 'memory'];
};

export default defineRule({
  why: 'One makes pods larger because they use much, which the other reads as less use of each: both swing, and pods are evicted.',
  incidents: ['I09', 'I24'],
  *check(scene) {
    const byTarget = new Map(scalingOf(scene).autoscalers.map((each) => [each.target, each]));
    for (const { app, json } of scene.objects) {
      if (json.kind !== 'VerticalPodAutoscaler') continue;
      const spec = json.spec as VpaSpec;
      const { apiVersion = 'apps/v1', kind = '', name = '' } = spec.targetRef ?? {};
      const other = byTarget.get(placeOf(apiVersion, kind, { namespace: json.metadata.namespace, name }));
      const both = changedBy(spec).filter((resource) => other?.utilizations.some((each) => each.resource === resource));
      if (other === undefined || both.length === 0) continue;
      const mode = spec.updatePolicy?.updateMode ?? 'Auto';
      const fact = `changes ${[...new Set(both)].join(' and ')} of pods (updateMode ${mode}), by which ${other.json.kind} ${other.json.metadata.name} adds pods`;
      yield { app, json, fact, fix: "write updateMode: 'Off', and take its advice into the definition" };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'VerticalPodAutoscaler').spec.updatePolicy.updateMode = 'Recreate';
  },
});
