import { defineComponent } from '#model';

/** @see https://cert-manager.io/docs/trust/trust-manager/ */
export default defineComponent({
  purpose: 'Hands the certificates of authorities to the namespaces that check others by them.',
  with: 'linkerd',
  after: ['cert-manager'],
  chart: { repository: 'https://charts.jetstack.io', name: 'trust-manager', version: 'v0.24.0' },
  prune: false,
  // Its right to read the Secrets of authorities, which are there.
  alsoWritesTo: ['cert-manager'],
  network: {
    ingress: [
      { from: 'control-plane', ports: [6443] },
      { from: 'scraper', ports: [9402] },
    ],
    egress: ['kubernetes'],
  },
  provides: {
    kinds: { 'trust.cert-manager.io/v1alpha1': { cluster: ['Bundle'] } },
    serviceAccounts: ['trust-manager'],
  },
  values: ({ controllerReplicas: replicaCount }) => ({
    replicaCount,
    podDisruptionBudget: { enabled: replicaCount > 1 },
    priorityClassName: 'system-cluster-critical',
    resources: { requests: { cpu: '25m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    // Authorities of the internet are in the images of those who ask them.
    defaultPackage: { enabled: false },
    filterExpiredCertificates: { enabled: true },
    app: { metrics: { service: { servicemonitor: { enabled: true } } } },
  }),
});
