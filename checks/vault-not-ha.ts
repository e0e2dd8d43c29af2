import { listIn } from './graph/lists';
import { defineRule } from './mechanism/rule';
import { valuesOf } from './meshes/charts';
import { vaultChart, vaultIn } from './vaults/read';

export default defineRule({
  why: 'With one server, or all in one zone, every secret is out of reach while a node is replaced.',
  incidents: ['I29'],
  *check(scene) {
    const vault = vaultIn(scene);
    // Where it is frugal everything has one pod.
    if (vault === undefined || scene.cluster.environment.shape === 'frugal') return;
    const { ha = {}, topologySpreadConstraints } = vault.server;
    const servers = ha.enabled && ha.raft?.enabled ? (ha.replicas ?? 3) : 1;
    if (servers < 3)
      yield { ...vault.at, fact: `has ${servers} of the 3 servers that agree while one is away`, fix: 'write server.ha.replicas: 3' };
    if (ha.disruptionBudget?.enabled === false)
      yield {
        ...vault.at,
        fact: 'has no disruption budget, so a drain may take all servers',
        fix: 'write server.ha.disruptionBudget.enabled: true',
      };
    if (!listIn(topologySpreadConstraints).some(({ topologyKey }) => topologyKey === 'topology.kubernetes.io/zone'))
      yield { ...vault.at, fact: 'may have all servers in one zone', fix: 'spread them over zones by server.topologySpreadConstraints' };
  },
  mutation: (apps) => {
    valuesOf(apps, vaultChart).server.ha.replicas = 1;
  },
});
