import { allow, allowUnscoped, autoScalingGroup, type Cluster, defineComponent, eks, names, type Statement } from '#model';

/**
 * The newest image of each minor: it knows how the scheduler of that minor decides, and of no other.
 * @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/README.md#releases
 */
const images: Readonly<Record<string, string>> = {
  '1.32': 'v1.32.1',
  '1.33': 'v1.33.1',
  '1.34': 'v1.34.1',
  '1.35': 'v1.35.2',
  '1.36': 'v1.36.1',
};

const permissions = ({ name }: Cluster): Statement[] => [
  allowUnscoped([
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeAutoScalingInstances',
    'autoscaling:DescribeLaunchConfigurations',
    'autoscaling:DescribeScalingActivities',
    'autoscaling:DescribeTags',
    'ec2:DescribeImages',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeLaunchTemplateVersions',
    'ec2:GetInstanceTypesFromInstanceRequirements',
  ]),
  // Labels and taints of a group without nodes.
  allow(['eks:DescribeNodegroup'], eks(`nodegroup/${name}/*`)),
  allow(['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'], autoScalingGroup('eks-*'), {
    StringEquals: { [`aws:ResourceTag/${names.nodeGroupTags(name)[1]}`]: 'owned' },
  }),
];

/** @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md */
export default defineComponent({
  purpose: 'Makes a group of nodes larger when pods find no room, and smaller when nothing needs it.',
  role: 'node-scaling',
  namespace: 'kube-system',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'https://kubernetes.github.io/autoscaler', name: 'cluster-autoscaler', version: '9.59.0' },
  iam: (cluster) => ({ 'cluster-autoscaler': permissions(cluster) }),
  provides: { serviceAccounts: ['cluster-autoscaler'], nodeScaling: 'groups' },
  values: ({ name, region, kubernetes, controllerReplicas: replicaCount }) => ({
    fullnameOverride: 'cluster-autoscaler',
    replicaCount,
    image: { tag: images[kubernetes] },
    autoDiscovery: { clusterName: name, tags: names.nodeGroupTags(name) },
    awsRegion: region,
    rbac: { serviceAccount: { name: 'cluster-autoscaler' } },
    nodeSelector: { [names.nodeRoleLabel]: names.systemNodes },
    // Names are asked of the VPC: with no node left for the cluster's own resolver, none could be made.
    dnsPolicy: 'Default',
    resources: { requests: { cpu: '50m', memory: '512Mi' }, limits: { memory: '512Mi' } },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_534,
      runAsGroup: 65_534,
      fsGroup: 65_534,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
    podDisruptionBudget: { maxUnavailable: 1 },
    serviceMonitor: { enabled: true, namespace: 'kube-system' },
    extraArgs: {
      expander: 'least-waste',
      // Groups that differ by their zone alone grow in turn.
      'balance-similar-node-groups': true,
      'skip-nodes-with-local-storage': false,
      'skip-nodes-with-system-pods': false,
    },
  }),
});
