import { defineComponent } from '#model';
import { kinds, settings } from './argo-cd/settings';

const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app */
export default defineComponent({
  purpose: 'Keeps the cluster as Git says, itself included.',
  role: 'gitops',
  namespace: 'argocd',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'https://argoproj.github.io/argo-helm', name: 'argo-cd', version: '10.1.1' },
  prune: false,
  network: {
    ingress: [{ from: 'scraper', ports: [8080, 8082, 8083, 8084] }],
    egress: ['kubernetes', 'https'],
  },
  provides: {
    kinds,
    serviceAccounts: [
      'argo-cd-redis-ha',
      'argo-cd-redis-ha-haproxy',
      'argocd-application-controller',
      'argocd-redis-secret-init',
      'argocd-repo-server',
      'argocd-server',
    ],
  },
  values: ({ controllerReplicas: replicas, environment }) => {
    const pdb = { enabled: replicas > 1, minAvailable: 1 };
    const metrics = { enabled: true, serviceMonitor: { enabled: true } };
    const podDisruptionBudget = { maxUnavailable: 1 };
    return {
      fullnameOverride: 'argocd',
      global: {
        priorityClassName: 'system-cluster-critical',
        logging: { format: 'json' },
        // The default deny and the policy of this component hold.
        networkPolicy: { create: false },
      },
      // The whole of argocd-cm is ours, so that no default of the chart creeps in.
      configs: { cm: { create: false } },
      extraObjects: [
        settings({
          'admin.enabled': String(environment.shape === 'frugal'),
          'application.resourceTrackingMethod': 'annotation',
          'timeout.reconciliation': '60s',
        }).toJSON(),
      ],
      // A second controller would be a shard, not a spare.
      controller: { metrics, resources: resources('250m', '1Gi') },
      server: { replicas, pdb, metrics, resources: resources('50m', '256Mi') },
      repoServer: { replicas, pdb, metrics, resources: resources('100m', '512Mi') },
      // Applications come from Git as they are; nothing generates them on the cluster.
      applicationSet: { replicas: 0 },
      redis: { resources: resources('50m', '128Mi') },
      redisSecretInit: { resources: resources('10m', '64Mi') },
      'redis-ha': {
        enabled: replicas > 1,
        podDisruptionBudget,
        init: { resources: resources('10m', '64Mi') },
        redis: { resources: resources('50m', '128Mi') },
        sentinel: { resources: resources('25m', '64Mi') },
        splitBrainDetection: { resources: resources('10m', '64Mi') },
        haproxy: { podDisruptionBudget, init: { resources: resources('10m', '64Mi') }, resources: resources('50m', '128Mi') },
      },
      dex: { enabled: false },
      notifications: { enabled: false },
    };
  },
});
