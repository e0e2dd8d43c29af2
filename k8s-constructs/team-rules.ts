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
  'flagger.app': ['canaries'],
  'gateway.networking.k8s.io': ['httproutes'],
  'keda.sh': ['scaledobjects', 'triggerauthentications'],
  'metrics.k8s.io': ['pods'],
  'monitoring.coreos.com': ['prometheusrules', 'servicemonitors'],
  'networking.k8s.io': ['ingresses', 'networkpolicies'],
  policy: ['poddisruptionbudgets'],
  'rbac.authorization.k8s.io': ['rolebindings', 'roles'],
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
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['create', 'delete', 'patch', 'update'] },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: ['create', 'delete', 'patch', 'update'] },
  { apiGroups: ['keda.sh'], resources: ['scaledobjects'], verbs: ['create', 'delete', 'patch', 'update'] },
];
