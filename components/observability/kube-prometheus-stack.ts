import { ExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { type Cluster, defineComponent, names } from '#model';

const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });

const disk = (gibibytes: number) => {
  const requests = { storage: `${gibibytes}Gi` };
  return { volumeClaimTemplate: { spec: { storageClassName: 'gp3', accessModes: ['ReadWriteOnce'], resources: { requests } } } };
};

/** The login of Grafana's administrator, before the pod that reads it. */
const grafanaLogin = ({ organisation, environment }: Cluster, store: string) =>
  new ExternalSecret({
    metadata: { name: 'grafana-admin', annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
    spec: {
      refreshInterval: '5m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: { name: 'grafana-admin', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: ['username', 'password'].map((property) => ({
        secretKey: property,
        remoteRef: {
          key: names.secretPath(organisation.name, environment.name, 'kube-prometheus-stack', 'grafana'),
          property,
          conversionStrategy: 'Default',
          decodingStrategy: 'None',
          metadataPolicy: 'None',
        },
      })),
    },
  });

/** @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack */
export default defineComponent({
  purpose: 'Scrapes metrics, keeps them, shows them, and alerts on them.',
  role: 'metrics',
  logins: { grafana: 'admin' },
  namespace: 'monitoring',
  after: ['cert-manager', 'external-secrets', 'istio', 'linkerd', 'prometheus-operator-crds', 'storage-classes'],
  chart: { repository: 'https://prometheus-community.github.io/helm-charts', name: 'kube-prometheus-stack', version: '88.5.3' },
  alsoWritesTo: ['kube-system'],
  podSecurity: { level: 'privileged', reason: "node-exporter reads the node's own figures: host network, host PID and host paths." },
  meshed: { plainFrom: 'The API server, which asks the webhook of the operator, and components that ask Prometheus.' },
  network: {
    ingress: [
      { from: 'control-plane', ports: [10250] },
      { from: 'readers-of-metrics', ports: [9090] },
    ],
    egress: ['kubernetes', 'cluster', 'nodes', 'https'],
  },
  provides: {
    prometheus: 'http://kube-prometheus-stack-prometheus.monitoring:9090',
    scraper: {
      namespace: 'monitoring',
      labels: { 'app.kubernetes.io/name': 'prometheus' },
      serviceAccount: 'kube-prometheus-stack-prometheus',
    },
    serviceAccounts: ['alertmanager', 'grafana', 'kube-state-metrics', 'operator', 'prometheus', 'prometheus-node-exporter'].map(
      (part) => `kube-prometheus-stack-${part}`,
    ),
  },
  values: ({ name, region, environment, controllerReplicas: replicas }) => {
    const size = environment.shape === 'full' ? 100 : 20;
    const podDisruptionBudget = { enabled: replicas > 1, minAvailable: 1 };
    const off = { enabled: false };
    return {
      fullnameOverride: 'kube-prometheus-stack',
      cleanPrometheusOperatorObjectNames: true,
      crds: off,
      // AWS runs the control plane; nothing of it but the API server can be scraped.
      kubeControllerManager: off,
      kubeEtcd: off,
      kubeProxy: off,
      kubeScheduler: off,
      defaultRules: {
        rules: { etcd: false, kubeControllerManager: false, kubeProxy: false, kubeSchedulerAlerting: false, kubeSchedulerRecording: false },
      },
      prometheusOperator: {
        resources: resources('50m', '256Mi'),
        prometheusConfigReloader: { resources: resources('10m', '64Mi') },
        kubeletEndpointsEnabled: false,
        kubeletEndpointSliceEnabled: true,
        // Rules are checked before they are in Git; an operator that is down must not hold up a rollout.
        admissionWebhooks: { certManager: { enabled: true }, patch: off, failurePolicy: 'Ignore' },
      },
      prometheus: {
        podDisruptionBudget,
        prometheusSpec: {
          replicas,
          podAntiAffinity: 'hard',
          externalLabels: { cluster: name, region },
          resources: resources('500m', replicas > 1 ? '4Gi' : '2Gi'),
          // Objectives are held over 30 days, and looked at some days later; how much there is room for is said below.
          retention: '35d',
          // Leaves a fifth of the disk for the write-ahead log and compaction.
          retentionSize: `${size * 0.8}GB`,
          storageSpec: disk(size),
          // Monitors and rules of every chart count, not only those of this one.
          podMonitorSelectorNilUsesHelmValues: false,
          probeSelectorNilUsesHelmValues: false,
          ruleSelectorNilUsesHelmValues: false,
          scrapeConfigSelectorNilUsesHelmValues: false,
          serviceMonitorSelectorNilUsesHelmValues: false,
        },
      },
      alertmanager: {
        podDisruptionBudget,
        alertmanagerSpec: {
          replicas: replicas > 1 ? 3 : 1,
          podAntiAffinity: 'hard',
          resources: resources('25m', '128Mi'),
          storage: disk(2),
        },
      },
      grafana: {
        admin: { existingSecret: 'grafana-admin', userKey: 'username', passwordKey: 'password' },
        resources: resources('100m', '512Mi'),
        testFramework: off,
      },
      'kube-state-metrics': { resources: resources('25m', '256Mi') },
      'prometheus-node-exporter': { resources: resources('25m', '64Mi') },
    };
  },
  objects: (cluster) => (cluster.secretStore ? [grafanaLogin(cluster, cluster.secretStore)] : []),
});
