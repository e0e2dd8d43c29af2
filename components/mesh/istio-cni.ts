import { defineComponent } from '#model';

/** @see https://istio.io/latest/docs/ambient/architecture/traffic-redirection/ */
export default defineComponent({
  purpose: "Leads the connections of pods in the mesh through their node's proxy, from the moment that they start.",
  with: 'istio',
  namespace: 'kube-system',
  // A plugin of another kind may come later and put itself before it in the chain.
  after: ['istio', 'cilium'],
  chart: { repository: 'https://istio-release.storage.googleapis.com/charts', name: 'cni', version: '1.30.3' },
  podSecurity: { level: 'privileged', reason: 'Its agent enters the network of each pod of the node: host paths and rights.' },
  provides: { serviceAccounts: ['istio-cni'] },
  values: () => ({
    profile: 'ambient',
    ambient: { enabled: true },
    resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    // A node's quota of critical pods is for clusters that limit them.
    resourceQuotas: { enabled: false },
  }),
});
