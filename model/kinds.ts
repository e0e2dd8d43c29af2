import type { Kinds } from './component';

/**
 * Kinds that every Kubernetes API server knows, as far as a platform has a use for them in Git. Anything else needs a component that installs it.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export const builtInKinds: Kinds = {
  v1: {
    namespaced: ['ConfigMap', 'LimitRange', 'PersistentVolumeClaim', 'Pod', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
    cluster: ['Namespace', 'PersistentVolume'],
  },
  'apps/v1': { namespaced: ['DaemonSet', 'Deployment', 'StatefulSet'] },
  'batch/v1': { namespaced: ['CronJob', 'Job'] },
  'autoscaling/v2': { namespaced: ['HorizontalPodAutoscaler'] },
  'policy/v1': { namespaced: ['PodDisruptionBudget'] },
  'flowcontrol.apiserver.k8s.io/v1': { cluster: ['FlowSchema', 'PriorityLevelConfiguration'] },
  'networking.k8s.io/v1': { namespaced: ['Ingress', 'NetworkPolicy'], cluster: ['IngressClass'] },
  'rbac.authorization.k8s.io/v1': { namespaced: ['Role', 'RoleBinding'], cluster: ['ClusterRole', 'ClusterRoleBinding'] },
  'scheduling.k8s.io/v1': { cluster: ['PriorityClass'] },
  'storage.k8s.io/v1': { cluster: ['CSIDriver', 'StorageClass'] },
  'admissionregistration.k8s.io/v1': {
    cluster: [
      'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ],
  },
  'apiextensions.k8s.io/v1': { cluster: ['CustomResourceDefinition'] },
  'apiregistration.k8s.io/v1': { cluster: ['APIService'] },
};

/** Whether a kind lives in no namespace, by the components of a cluster and Kubernetes itself. */
export const isClusterScoped = (all: readonly Kinds[], apiVersion: string, kind: string): boolean =>
  all.some((kinds) => kinds[apiVersion]?.cluster?.includes(kind));
