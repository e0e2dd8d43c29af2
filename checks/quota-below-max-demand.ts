import { amountOf, inCores, inGibibytes } from './capacity/amounts';
import { askedBy, type Demand, demandsIn } from './capacity/demand';
import { groupedBy } from './graph/lists';
import { firstOf } from './mechanism/pods';
import { defineRule, type Scene } from './mechanism/rule';

/** What a quota counts, and how one pod adds to it. */
interface Counted {
  readonly name: string;
  readonly of: (demand: Demand, mesh: Scene['cluster']['mesh']) => number;
  readonly said: (amount: number) => string;
  /** How much more there should be than is needed. @default 1.2 */
  readonly room?: number;
}

const bytes = (side: 'requests' | 'limits', resource: string): Counted => ({
  name: `${side}.${resource}`,
  of: ({ pod }, mesh) => askedBy(pod.spec, side, resource) + (resource === 'memory' ? (mesh?.perPod?.memoryMebibytes ?? 0) * 2 ** 20 : 0),
  said: inGibibytes,
});

const counted: readonly Counted[] = [
  { name: 'pods', of: () => 1, said: String },
  {
    name: 'requests.cpu',
    of: ({ pod }, mesh) => askedBy(pod.spec, 'requests', 'cpu') + (mesh?.perPod?.cpuMillicores ?? 0) / 1000,
    said: inCores,
  },
  ...[bytes('requests', 'memory'), bytes('limits', 'memory')],
  ...[bytes('requests', 'ephemeral-storage'), bytes('limits', 'ephemeral-storage')],
  // Nobody lends out what is this dear.
  { name: 'requests.nvidia.com/gpu', of: ({ pod }) => askedBy(pod.spec, 'limits', 'nvidia.com/gpu'), said: String, room: 1 },
  { name: 'persistentvolumeclaims', of: ({ disks }) => disks.length, said: String },
  { name: 'requests.storage', of: ({ disks }) => disks.reduce((sum, each) => sum + each, 0), said: inGibibytes },
];

export default defineRule({
  why: 'At the peak, or in the middle of a rollout, the quota refuses the next pod, and the service stays too small without a word.',
  incidents: ['I18', 'I19', 'P30'],
  *check(scene) {
    const byNamespace = groupedBy(demandsIn(scene), ({ pod }) => pod.json.metadata.namespace);
    for (const { app, json } of scene.objects.filter(({ json: { kind } }) => kind === 'ResourceQuota')) {
      const { hard = {} } = json.spec as { readonly hard?: Readonly<Record<string, string>> };
      const demands = byNamespace.get(json.metadata.namespace) ?? [];
      for (const { name, of, said, room = 1.2 } of counted.filter((each) => hard[each.name] !== undefined)) {
        const needed = demands.reduce((sum, demand) => sum + (demand.most + demand.surge) * of(demand, scene.cluster.mesh), 0);
        const allowed = amountOf(hard[name]);
        // Sums of fractions are a hair more than their parts.
        if (allowed >= needed * room * (1 - 1e-9)) continue;
        const fact = `allows ${said(allowed)} of ${name}, and everything at its maximum needs ${said(needed)}`;
        const fix = room > 1 ? `allow ${said(needed * room)}, a fifth more` : `allow ${said(needed)}`;
        yield { app, json, fact, fix };
      }
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'ResourceQuota').spec.hard.pods = '3';
  },
});
