import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';

/** What the teams that own something in a namespace may do there. Nowhere may they read secrets. */

const look = ['get', 'list', 'watch'];

/** Kinds of the platform that may be in a namespace of services, by group. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  '': [
    'configmaps',
    'endpoints',
    'events',
    'limitranges',
    'persistentvolumeclaims',
    'pods',
    'resourcequotas',
    'serviceaccounts',
    'services',
  ],
  apps: ['deployments', 'replicasets', 'statefulsets'],
  'argoproj.io': ['analysisruns', 'analysistemplates', 'rollouts'],
  autoscaling: ['horizontalpodautoscalers'],
  'autoscaling.k8s.io': ['verticalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'discovery.k8s.io': ['endpointslices'],
  'events.k8s.io': ['events'],
  'external-secrets.io': ['externalsecrets'],
  'flagger.app': ['canaries', 'metrictemplates'],
  'gateway.networking.k8s.io': ['httproutes'],
  'keda.sh': ['scaledobjects', 'triggerauthentications'],
  'metrics.k8s.io': ['pods'],
  'monitoring.coreos.com': ['prometheusrules', 'servicemonitors'],
  'networking.k8s.io': ['ingresses', 'networkpolicies'],
  policy: ['poddisruptionbudgets'],
  'rbac.authorization.k8s.io': ['rolebindings', 'roles'],
  'secrets-store.csi.x-k8s.io': ['secretproviderclasses', 'secretproviderclasspodstatuses'],
  'security.istio.io': ['authorizationpolicies', 'peerauthentications'],
};

/** Everything but secrets. What changes the cluster goes through Git. */
export const lookRules: readonly IPolicyRule[] = Object.entries(kinds).map(([group, resources]) => ({
  apiGroups: [group],
  resources: [...resources],
  verbs: [...look],
}));

/**
 * Read logs and reach a port. No shell in a container, nor a container beside it: both could read the files of secrets, and act with the
 * role of the pod.
 */
export const debugRules: readonly IPolicyRule[] = [
  { apiGroups: [''], resources: ['pods/log', 'pods/status'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create'] },
];

/**
 * Let a new version in that nothing could decide about, take it back, or try it again: all three are fields of the status. What the version is
 * stays with Git.
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/kubectl-plugin/
 */
export const deployRules: readonly IPolicyRule[] = [
  { apiGroups: ['argoproj.io'], resources: ['rollouts/status'], verbs: ['patch', 'update'] },
  // A judgement under way is ended by its specification.
  { apiGroups: ['argoproj.io'], resources: ['analysisruns'], verbs: ['patch', 'update'] },
];

/** Where nothing depends on it: shells, containers for debugging, and changes by hand, which last until Argo CD sees them. */
export const freeRules: readonly IPolicyRule[] = [
  { apiGroups: [''], resources: ['pods/exec', 'pods/attach'], verbs: ['create'] },
  { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['get', 'patch', 'update'] },
  {
    apiGroups: [''],
    resources: ['configmaps', 'persistentvolumeclaims', 'pods', 'services'],
    verbs: ['create', 'delete', 'patch', 'update'],
  },
  { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'deployments/scale', 'statefulsets', 'statefulsets/scale'],
    verbs: ['create', 'delete', 'patch', 'update'],
  },
  ...deployRules,
  { apiGroups: ['argoproj.io'], resources: ['rollouts', 'rollouts/scale'], verbs: ['create', 'delete', 'patch', 'update'] },
  { apiGroups: ['flagger.app'], resources: ['canaries'], verbs: ['patch', 'update'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['create', 'delete', 'patch', 'update'] },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: ['create', 'delete', 'patch', 'update'] },
  { apiGroups: ['keda.sh'], resources: ['scaledobjects'], verbs: ['create', 'delete', 'patch', 'update'] },
];
