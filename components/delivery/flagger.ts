import { defineComponent, releaseTrackLabel } from '#model';

/** @see https://docs.flagger.app */
export default defineComponent({
  purpose: 'Runs a new version beside the old one, sends it more and more callers while its objectives hold, and takes it back otherwise.',
  role: 'delivery',
  namespace: 'flagger-system',
  after: ['gateway-api', 'prometheus-operator-crds'],
  chart: { repository: 'https://flagger.app', name: 'flagger', version: '1.44.0' },
  prune: false,
  network: {
    ingress: [{ from: 'scraper', ports: [8080] }],
    egress: ['kubernetes', 'metrics'],
  },
  provides: {
    delivery: 'canary',
    kinds: { 'flagger.app/v1beta1': { namespaced: ['AlertProvider', 'Canary', 'MetricTemplate'] } },
    series: { flagger_canary_status: ['name'] },
    serviceAccounts: ['flagger'],
  },
  values: ({ controllerReplicas: replicas, prometheus }) => ({
    fullnameOverride: 'flagger',
    meshProvider: 'gatewayapi:v1',
    metricsServer: prometheus,
    // The one label by which it tells the old pods from the new ones; by all others they are the same to policies and budgets.
    selectorLabels: releaseTrackLabel,
    // Credentials are files that change in place; a copy of its own would stay behind when they do.
    configTracking: { enabled: false },
    leaderElection: { enabled: replicas > 1, replicaCount: replicas },
    podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
    // Its series are about the namespaces of Canaries, not about its own.
    podMonitor: { enabled: true, honorLabels: true },
    podPriorityClassName: 'system-cluster-critical',
    resources: { requests: { cpu: '10m', memory: '128Mi' }, limits: { memory: '128Mi' } },
    securityContext: {
      context: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 10_001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
  }),
});
