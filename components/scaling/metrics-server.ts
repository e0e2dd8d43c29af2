import { defineComponent } from '#model';

/** @see https://github.com/kubernetes-sigs/metrics-server/tree/master/charts/metrics-server */
export default defineComponent({
  purpose: 'Tells autoscalers how much CPU and memory pods and nodes use.',
  namespace: 'kube-system',
  after: ['cert-manager', 'prometheus-operator-crds'],
  chart: { repository: 'https://kubernetes-sigs.github.io/metrics-server/', name: 'metrics-server', version: '3.13.1' },
  provides: { serviceAccounts: ['metrics-server'] },
  values: ({ controllerReplicas: replicas }) => ({
    replicas,
    podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
    updateStrategy: { rollingUpdate: { maxUnavailable: 0 } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'metrics-server' } },
      },
    ],
    // The API server checks who answers.
    apiService: { insecureSkipTLSVerify: false },
    tls: { type: 'cert-manager', certManager: { existingIssuer: { enabled: true, kind: 'ClusterIssuer', name: 'cluster-ca' } } },
    metrics: { enabled: true },
    serviceMonitor: { enabled: true },
  }),
});
