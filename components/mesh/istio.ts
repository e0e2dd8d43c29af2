import { PeerAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/PeerAuthentication';
import { defineComponent } from '#model';

/**
 * Istio without sidecars: a proxy on each node carries what pods say to each other. There are no waypoints, which read requests and cost a
 * Deployment for each namespace: routes are the gateway's, and retries and breakers the services' own.
 * @see https://istio.io/latest/docs/ambient/architecture/
 */
export default defineComponent({
  purpose: 'Encrypts what services say to each other, and lets only those talk who have said so.',
  role: 'service-mesh',
  namespace: 'istio-system',
  after: ['istio-base', 'prometheus-operator-crds'],
  chart: { repository: 'https://istio-release.storage.googleapis.com/charts', name: 'istiod', version: '1.30.3' },
  network: {
    ingress: [
      { from: 'control-plane', ports: [15017] },
      // Each node's proxy, which stands on the network of pods.
      { from: 'cluster', ports: [15012] },
      { from: 'scraper', ports: [15014] },
    ],
    egress: ['kubernetes'],
  },
  provides: {
    serviceAccounts: ['istiod'],
    mesh: {
      authorization: 'istio',
      namespace: { labels: { 'istio.io/dataplane-mode': 'ambient' } },
      tunnelPort: 15008,
      probesFrom: '169.254.7.127/32',
    },
  },
  values: ({ name, controllerReplicas: replicas }) => ({
    profile: 'ambient',
    // Without it its pods do not meet `restricted`.
    seccompProfile: { type: 'RuntimeDefault' },
    autoscaleMin: replicas,
    autoscaleMax: replicas * 3,
    pdb: { minAvailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    global: {
      // With a single pod, a budget would never let its node drain.
      defaultPodDisruptionBudget: { enabled: replicas > 1 },
      multiCluster: { clusterName: name },
      logAsJson: true,
      priorityClassName: 'system-cluster-critical',
    },
    // Its proxies are those of `ztunnel`, in the namespace that may hold them.
    trustedZtunnelNamespace: 'kube-system',
    resources: { requests: { cpu: '200m', memory: '1Gi' }, limits: { memory: '1Gi' } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { app: 'istiod' } },
      },
    ],
  }),
  // In its own namespace it holds for the whole mesh: whoever is in it speaks to the others in it by certificate or not at all.
  objects: () => [new PeerAuthentication({ metadata: { name: 'default' }, spec: { mtls: { mode: 'STRICT' } } })],
  // It says itself how its webhooks fail once it can be asked.
  ignoreDifferences: [
    {
      group: 'admissionregistration.k8s.io',
      kind: 'ValidatingWebhookConfiguration',
      jqPathExpressions: ['.webhooks[]?.failurePolicy', '.webhooks[]?.clientConfig.caBundle'],
    },
    {
      group: 'admissionregistration.k8s.io',
      kind: 'MutatingWebhookConfiguration',
      jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'],
    },
  ],
});
