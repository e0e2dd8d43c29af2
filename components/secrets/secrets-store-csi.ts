import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { defineComponent } from '#model';

/** Requests and limits of a container on each node. */
const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });

/** What the driver says of folders that it could not fill. */
const monitor = new PodMonitor({
  metadata: { name: 'secrets-store-csi', labels: { 'app.kubernetes.io/managed-by': 'platform' } },
  spec: {
    selector: { matchLabels: { app: 'secrets-store-csi-driver' } },
    podMetricsEndpoints: [{ port: 'metrics', interval: '30s' }],
    sampleLimit: 5000,
  },
});

/** @see https://secrets-store-csi-driver.sigs.k8s.io/ */
export default defineComponent({
  purpose: 'Puts secrets into folders of the pods that mount them, straight from where they are kept, and keeps them in step.',
  role: 'secrets',
  // Its chart installs its kinds by a Job that runs before anything else, policies of a namespace of its own included.
  namespace: 'kube-system',
  after: ['prometheus-operator-crds'],
  chart: {
    repository: 'https://kubernetes-sigs.github.io/secrets-store-csi-driver/charts',
    name: 'secrets-store-csi-driver',
    version: '1.6.0',
  },
  prune: false,
  podSecurity: {
    level: 'privileged',
    reason: 'The driver mounts folders into the pods of its node: host paths, and a container with all rights.',
  },
  network: { ingress: [{ from: 'scraper', ports: [8095] }], egress: ['kubernetes'] },
  provides: {
    kinds: { 'secrets-store.csi.x-k8s.io/v1': { namespaced: ['SecretProviderClass', 'SecretProviderClassPodStatus'] } },
    serviceAccounts: ['secrets-store-csi-driver'],
    secretProvider: 'aws',
  },
  values: () => ({
    linux: {
      priorityClassName: 'system-node-critical',
      driver: { resources: resources('50m', '128Mi') },
      registrar: { resources: resources('10m', '32Mi'), logVerbosity: 2 },
      livenessProbe: { resources: resources('10m', '32Mi') },
      crds: { resources: resources('50m', '64Mi') },
    },
    logFormatJSON: true,
    // A value that has changed is in the pods after this, as one that is copied into the cluster would be.
    enableSecretRotation: true,
    rotationPollInterval: '5m',
    // The only token that the driver asks for in a pod's name: with it the Pod Identity agent gives the rights of the pod's account.
    tokenRequests: [{ audience: 'pods.eks.amazonaws.com' }],
    // No Secret is made of what is mounted, so the driver has no right to write one.
    syncSecret: { enabled: false },
  }),
  objects: () => [monitor],
});
