import { defineComponent } from '#model';

/** @see https://istio.io/latest/docs/ambient/architecture/data-plane/ */
export default defineComponent({
  purpose: 'Carries what the pods of a node say to those of others, encrypted, and asks whether they may.',
  with: 'istio',
  namespace: 'kube-system',
  after: ['istio-cni'],
  chart: { repository: 'https://istio-release.storage.googleapis.com/charts', name: 'ztunnel', version: '1.30.3' },
  podSecurity: { level: 'privileged', reason: 'It listens inside the network of each pod of the node, for which it needs rights there.' },
  provides: { serviceAccounts: ['ztunnel'] },
  values: ({ name }) => ({
    multiCluster: { clusterName: name },
    logAsJson: true,
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    // As long as the pods of a node have to end what they have begun.
    terminationGracePeriodSeconds: 60,
  }),
});
