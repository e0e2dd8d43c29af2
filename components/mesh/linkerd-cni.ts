import { defineComponent } from '#model';

/** @see https://linkerd.io/2/features/cni/ */
export default defineComponent({
  purpose: 'Leads the connections of pods in the mesh through their proxies, so that no pod needs the right to do it.',
  with: 'linkerd',
  namespace: 'kube-system',
  after: ['calico'],
  chart: { repository: 'https://helm.linkerd.io/edge', name: 'linkerd2-cni', version: '2026.8.3' },
  podSecurity: { level: 'privileged', reason: 'Its agent writes to the folders of the node in which plugins for its network are.' },
  provides: { serviceAccounts: ['linkerd-cni'] },
  values: () => ({
    priorityClassName: 'system-node-critical',
    resources: { cpu: { request: '10m' }, memory: { request: '64Mi', limit: '128Mi' } },
    // Pods that started on a node before it was there are started again.
    repairController: { enabled: true },
  }),
});
