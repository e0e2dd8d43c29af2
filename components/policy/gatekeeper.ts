import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { type Cluster, defineComponent } from '#model';

/** Namespaces in which nothing is judged: Kubernetes' own, and those of components, which Pod Security holds. */
const exempt = ({ components }: Cluster): string[] => [...new Set(['kube-system', ...components.map(({ namespace }) => namespace)])].sort();

const requests = (memory: string) => ({ requests: { cpu: '100m', memory }, limits: { memory } });

const monitor = () =>
  new PodMonitor({
    metadata: { name: 'gatekeeper', labels: { 'app.kubernetes.io/managed-by': 'platform' } },
    spec: {
      selector: { matchLabels: { 'gatekeeper.sh/system': 'yes' } },
      podMetricsEndpoints: [{ port: 'metrics', interval: '30s' }],
      sampleLimit: 20_000,
    },
  });

/** @see https://open-policy-agent.github.io/gatekeeper/website/docs/install */
export default defineComponent({
  purpose: 'Refuses objects that break an admission policy, and looks through what was there before.',
  role: 'policy',
  namespace: 'gatekeeper-system',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'https://open-policy-agent.github.io/gatekeeper/charts', name: 'gatekeeper', version: '3.23.0' },
  prune: false,
  network: {
    ingress: [
      { from: 'control-plane', ports: [8443] },
      { from: 'scraper', ports: [8888] },
    ],
    egress: ['kubernetes'],
  },
  provides: {
    kinds: {
      'templates.gatekeeper.sh/v1': { cluster: ['ConstraintTemplate'] },
      'config.gatekeeper.sh/v1alpha1': { namespaced: ['Config'] },
    },
    serviceAccounts: ['gatekeeper-admin'],
    policy: 'gatekeeper',
  },
  values: (cluster) => {
    const { controllerReplicas: replicas } = cluster;
    const off = { enabled: false };
    return {
      replicas,
      // A budget of one with one pod would never let a node drain.
      pdb: { controllerManager: { minAvailable: replicas > 1 ? 1 : 0 } },
      controllerManager: { resources: requests('512Mi') },
      audit: { resources: requests('512Mi') },
      auditInterval: 300,
      logDenies: true,
      // Policies judge and change nothing.
      disableMutation: true,
      enableK8sNativeValidation: true,
      validatingWebhookTimeoutSeconds: 3,
      validatingWebhookFailurePolicy: replicas > 1 ? 'Fail' : 'Ignore',
      // What belongs to no namespace is not judged: nodes and volumes must be able to join while nobody can be asked.
      validatingWebhookScope: 'Namespaced',
      validatingWebhookExemptNamespacesLabels: { 'kubernetes.io/metadata.name': exempt(cluster) },
      validatingWebhookCheckIgnoreFailurePolicy: 'Ignore',
      // Jobs that Helm runs; namespaces are labelled and kinds are upgraded by Argo CD.
      postInstall: { labelNamespace: off, probeWebhook: off },
      upgradeCRDs: off,
    };
  },
  objects: ({ scraper }) => (scraper ? [monitor()] : []),
});
