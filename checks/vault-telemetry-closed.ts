import { defineRule } from './mechanism/rule';
import { valuesOf } from './meshes/charts';
import { blockOf, vaultChart, vaultIn } from './vaults/read';

export default defineRule({
  why: 'A Vault that is sealed shows its figures to nobody who must log in, so silence would look like health.',
  incidents: ['I29'],
  *check(scene) {
    const vault = vaultIn(scene);
    if (vault === undefined) return;
    if (!/prometheus_retention_time = "(?!0)/.test(blockOf(vault.configuration, '\ntelemetry') ?? ''))
      yield {
        ...vault.at,
        fact: 'keeps no figures for Prometheus',
        fix: 'write telemetry { prometheus_retention_time = "1h" } in its configuration',
      };
    if (!/unauthenticated_metrics_access = true/.test(blockOf(vault.configuration, 'listener "tcp"') ?? ''))
      yield {
        ...vault.at,
        fact: 'shows its figures only to who has logged in, which nobody can while it is sealed',
        fix: 'write unauthenticated_metrics_access = true in the telemetry of its listener',
      };
  },
  mutation: (apps) => {
    const { raft } = valuesOf(apps, vaultChart).server.ha;
    raft.config = raft.config.replace('unauthenticated_metrics_access = true', 'unauthenticated_metrics_access = false');
  },
});
