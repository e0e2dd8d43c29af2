import { amountOf, inCores, inGibibytes } from './capacity/amounts';
import { askedBy, demandsIn } from './capacity/demand';
import { poolOf, poolsIn } from './capacity/pools';
import { defineRule } from './mechanism/rule';

const measures = [
  { name: 'cpu', said: inCores, mesh: (cpuMillicores: number, _: number) => cpuMillicores / 1000 },
  { name: 'memory', said: inGibibytes, mesh: (_: number, memoryMebibytes: number) => memoryMebibytes * 2 ** 20 },
] as const;

/** The part of a pool that is left to pods which are not rendered here, and to those on every node. */
const used = 0.9;

export default defineRule({
  why: 'At the peak of all services together no node may be started any more, and pods wait while callers are turned away.',
  incidents: ['I18'],
  *check(scene) {
    const pools = poolsIn(scene);
    const { cpuMillicores = 0, memoryMebibytes = 0 } = scene.cluster.mesh?.perPod ?? {};
    const needs = new Map(pools.map((pool) => [pool, { cpu: 0, memory: 0 }]));
    for (const { pod, most, surge } of demandsIn(scene)) {
      const pool = poolOf(pod.spec.nodeSelector, pools);
      const need = pool && needs.get(pool);
      if (need === undefined) continue;
      for (const { name, mesh } of measures)
        need[name] += (most + surge) * (askedBy(pod.spec, 'requests', name) + mesh(cpuMillicores, memoryMebibytes));
    }
    for (const [{ at, limits }, need] of needs)
      for (const { name, said } of measures) {
        const limit = amountOf(limits?.[name]);
        if (at === undefined || limits?.[name] === undefined || need[name] <= limit * used) continue;
        const fact = `may have ${said(limit)} of ${name}, and the pods that run there alone need ${said(need[name])} at their maximum`;
        yield { ...at, fact, fix: `allow ${said(Math.ceil(need[name] / used))} in model/node-pools.ts, or lower the maxima of services` };
      }
  },
  mutation: (apps) => {
    const pool = apps
      .flatMap(({ objects }) => objects)
      .find(({ json }) => json.kind === 'NodePool' && json.metadata.name === 'general')?.json;
    if (pool === undefined) throw new RangeError('no pool to change');
    pool.spec.limits.cpu = '1';
  },
});
