import { defineComponent } from '#model';

/** @see https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler */
export default defineComponent({
  purpose: 'Says what pods should be given, from what they have used.',
  namespace: 'vpa',
  after: ['metrics-server'],
  chart: { repository: 'https://kubernetes.github.io/autoscaler', name: 'vertical-pod-autoscaler', version: '0.11.0' },
  prune: false,
  network: { ingress: [{ from: 'scraper', ports: [8942] }], egress: ['kubernetes'] },
  provides: {
    kinds: { 'autoscaling.k8s.io/v1': { namespaced: ['VerticalPodAutoscaler', 'VerticalPodAutoscalerCheckpoint'] } },
    serviceAccounts: ['vertical-pod-autoscaler-recommender'],
  },
  alsoWritesTo: ['kube-system'],
  values: ({ controllerReplicas: replicas }) => {
    const off = { enabled: false };
    return {
      fullnameOverride: 'vertical-pod-autoscaler',
      // It recommends and changes nothing: what would evict pods, or write into new ones, does not run.
      updater: off,
      admissionController: { enabled: false, certGen: off },
      recommender: {
        replicas,
        podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
        priorityClassName: 'system-cluster-critical',
        resources: { requests: { cpu: '50m', memory: '512Mi' }, limits: { memory: '512Mi' } },
      },
      podSecurityContext: { runAsNonRoot: true, runAsUser: 65_534, seccompProfile: { type: 'RuntimeDefault' } },
      containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
    };
  },
});
