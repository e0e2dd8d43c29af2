import { defineComponent, names } from '#model';
import { nodesOf } from './karpenter/nodes';
import { permissions } from './karpenter/permissions';

/**
 * It lives where the API server answers first when it is busy, and on nodes that it does not make itself.
 * @see https://karpenter.sh/docs/getting-started/getting-started-with-karpenter/
 */
export default defineComponent({
  purpose: 'Starts a node that fits when pods find none, and stops nodes that nothing needs.',
  role: 'node-scaling',
  namespace: 'kube-system',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'public.ecr.aws/karpenter', name: 'karpenter', version: '1.14.1' },
  // To delete a pool is to delete its nodes.
  prune: false,
  iam: (cluster) => ({ karpenter: permissions(cluster) }),
  provides: {
    kinds: {
      'karpenter.sh/v1': { cluster: ['NodeClaim', 'NodePool'] },
      'karpenter.sh/v1alpha1': { cluster: ['NodeOverlay'] },
      'karpenter.k8s.aws/v1': { cluster: ['EC2NodeClass'] },
      'autoscaling.x-k8s.io/v1beta1': { namespaced: ['CapacityBuffer'] },
    },
    serviceAccounts: ['karpenter'],
    nodeScaling: 'pools',
  },
  values: ({ name, controllerReplicas: replicas }) => ({
    replicas,
    serviceAccount: { name: 'karpenter' },
    nodeSelector: { 'kubernetes.io/os': 'linux', [names.nodeRoleLabel]: names.systemNodes },
    // Names are asked of the VPC: with no node left for the cluster's own resolver, none could be made.
    dnsPolicy: 'Default',
    controller: { resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '1Gi' } } },
    serviceMonitor: { enabled: true },
    settings: { clusterName: name, interruptionQueue: names.interruptionQueue(name) },
  }),
  objects: nodesOf,
});
