import { defineComponent } from '#model';

const labels = { 'app.kubernetes.io/name': 'argo-rollouts' };

/** @see https://argo-rollouts.readthedocs.io/en/stable/ */
export default defineComponent({
  purpose: 'Lets a new version in for a small part of the callers first, and takes it back when its objectives do not hold.',
  role: 'delivery',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'https://argoproj.github.io/argo-helm', name: 'argo-rollouts', version: '2.41.0' },
  prune: false,
  network: {
    ingress: [{ from: 'scraper', ports: [8090] }],
    egress: ['kubernetes', 'metrics'],
  },
  provides: {
    delivery: 'rollout',
    kinds: {
      'argoproj.io/v1alpha1': {
        namespaced: ['AnalysisRun', 'AnalysisTemplate', 'Experiment', 'Rollout'],
        cluster: ['ClusterAnalysisTemplate'],
      },
    },
    series: {
      analysis_run_metric_phase: ['name', 'metric', 'type', 'dry_run', 'phase'],
      rollout_info: ['name', 'strategy', 'traffic_router', 'phase'],
    },
    serviceAccounts: ['argo-rollouts'],
  },
  values: ({ controllerReplicas: replicas }) => ({
    fullnameOverride: 'argo-rollouts',
    // Who may do what with Rollouts is said in each namespace; the built-in roles stay as they are.
    createClusterAggregateRoles: false,
    controller: {
      replicas,
      pdb: { enabled: replicas > 1, maxUnavailable: 1 },
      resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '256Mi' } },
      logging: { format: 'json' },
      priorityClassName: 'system-cluster-critical',
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'topology.kubernetes.io/zone',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: labels },
        },
      ],
      metrics: {
        enabled: true,
        serviceMonitor: {
          enabled: true,
          // Its series are about the namespaces of Rollouts, not about its own.
          metricRelabelings: [
            { sourceLabels: ['exported_namespace'], regex: '(.+)', targetLabel: 'namespace' },
            { regex: 'exported_namespace', action: 'labeldrop' },
          ],
        },
      },
    },
    // Callers are divided by pods, so it needs no right to change routes.
    providerRBAC: { enabled: false },
    dashboard: { enabled: false },
  }),
});
