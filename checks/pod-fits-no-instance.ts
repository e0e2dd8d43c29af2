import { inCores, inGibibytes } from './capacity/amounts';
import { askedBy } from './capacity/demand';
import { type Instance, instancesOf, poolOf, poolsIn } from './capacity/pools';
import { defineRule, type Scene } from './mechanism/rule';

/** The pods that run on every node ask for this much together. */
const onEveryNode = { cores: 0.5, memory: 2 ** 30 };

/**
 * What a node leaves to pods: without what its kubelet keeps for the node, and a part of the memory that no virtual machine has.
 * @see https://karpenter.sh/docs/concepts/nodeclasses/#spec-kubelet
 */
const leftBy = ({ cores, memory }: Instance): Pick<Instance, 'cores' | 'memory'> => ({
  cores:
    cores -
    0.06 -
    0.01 * (Math.min(cores, 2) - 1) -
    0.005 * Math.max(0, Math.min(cores, 4) - 2) -
    0.0025 * Math.max(0, cores - 4) -
    onEveryNode.cores,
  memory: memory * (1 - 0.075) - (255 + 11 * 110 + 100) * 2 ** 20 - onEveryNode.memory,
});

/** What the mesh puts beside each pod. */
const besides = ({ cluster: { mesh } }: Scene): Pick<Instance, 'cores' | 'memory'> => ({
  cores: (mesh?.perPod?.cpuMillicores ?? 0) / 1000,
  memory: (mesh?.perPod?.memoryMebibytes ?? 0) * 2 ** 20,
});

export default defineRule({
  why: 'A pod that is larger than every node that may be started waits for ever, and starting more nodes does not help.',
  incidents: ['I18'],
  *check(scene) {
    const pools = poolsIn(scene);
    const extra = besides(scene);
    const offers = new Map(pools.map((pool) => [pool, instancesOf(pool)?.map((each) => ({ ...each, left: leftBy(each) }))] as const));
    for (const { app, json, spec } of scene.pods) {
      const pool = poolOf(spec.nodeSelector, pools);
      const instances = pool && offers.get(pool);
      if (instances === undefined) continue;
      const [cores, memory] = [askedBy(spec, 'requests', 'cpu') + extra.cores, askedBy(spec, 'requests', 'memory') + extra.memory];
      if (instances.some(({ left }) => left.cores >= cores && left.memory >= memory)) continue;
      const [{ name, left }] = [...instances].sort((a, b) => b.memory - a.memory) as [(typeof instances)[number]];
      const offer = `the largest instance, ${name}, leaves ${inCores(left.cores)} cores and ${inGibibytes(left.memory)} to pods`;
      const fact = `asks for ${inCores(cores)} cores and ${inGibibytes(memory)}, and of the pool '${pool?.name}' ${offer}`;
      yield { app, json, fact, fix: 'ask for less, or allow larger instances in model/node-pools.ts' };
    }
  },
  mutation: (apps) => {
    const pool = apps
      .flatMap(({ objects }) => objects)
      .find(({ json }) => json.kind === 'NodePool' && json.metadata.name === 'general')?.json;
    if (pool === undefined) throw new RangeError('no pool to change');
    for (const each of pool.spec.template.spec.requirements) {
      if (each.key.endsWith('instance-family')) each.values = ['m7g'];
      if (each.key.endsWith('instance-size')) each.values = ['medium'];
    }
  },
});
