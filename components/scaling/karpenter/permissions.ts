import {
  allow,
  allowUnscoped,
  type Cluster,
  ec2,
  eks,
  iam,
  names,
  publicEc2,
  publicParameter,
  type Statement,
  serviceLinkedRole,
  sqs,
} from '#model';

/** Tags that Karpenter puts on all that it makes, and by which it may touch nothing else. */
const owned = (name: string) => `kubernetes.io/cluster/${name}`;
const pool = 'karpenter.sh/nodepool';
const nodeClass = 'karpenter.k8s.aws/ec2nodeclass';
const clusterName = 'eks:eks-cluster-name';
const region = 'topology.kubernetes.io/region';

const instances = ({ name }: Cluster): Statement[] => {
  const [fleets, template] = [ec2('fleet/*'), ec2('launch-template/*')];
  const parts = ['instance', 'network-interface', 'spot-instances-request', 'volume'].map((type) => ec2(`${type}/*`));
  const start = ['ec2:CreateFleet', 'ec2:RunInstances'];
  const asked = { [`aws:RequestTag/${owned(name)}`]: 'owned', [`aws:RequestTag/${clusterName}`]: name };
  const askedPool = { StringLike: { [`aws:RequestTag/${pool}`]: '*' } };
  const own = { StringEquals: { [`aws:ResourceTag/${owned(name)}`]: 'owned' }, StringLike: { [`aws:ResourceTag/${pool}`]: '*' } };
  return [
    allow(start, [publicEc2('image/*'), publicEc2('snapshot/*'), ec2('security-group/*')]),
    allow(start, ec2('subnet/*'), { StringEquals: { [`aws:ResourceTag/${names.nodeSubnetTag}`]: name } }),
    allow(start, template, own),
    allow(start, parts, { StringEquals: asked, ...askedPool }),
    allow(['ec2:CreateFleet'], fleets, { StringEquals: asked, ...askedPool }),
    allow(['ec2:CreateLaunchTemplate'], template, { StringEquals: asked, ...askedPool }),
    allow(['ec2:CreateTags'], [fleets, template, ...parts], {
      StringEquals: { ...asked, 'ec2:CreateAction': ['CreateFleet', 'CreateLaunchTemplate', 'RunInstances'] },
      ...askedPool,
    }),
    // An instance is named once it is a node.
    allow(['ec2:CreateTags'], ec2('instance/*'), {
      ...own,
      StringEqualsIfExists: { [`aws:RequestTag/${clusterName}`]: name },
      'ForAllValues:StringEquals': { 'aws:TagKeys': [clusterName, 'karpenter.sh/nodeclaim', 'Name'] },
    }),
    allow(['ec2:TerminateInstances'], ec2('instance/*'), own),
    allow(['ec2:DeleteLaunchTemplate'], template, own),
    // An account in which nobody has used spare capacity yet has no such role.
    allow(['iam:CreateServiceLinkedRole'], serviceLinkedRole('spot.amazonaws.com/AWSServiceRoleForEC2Spot'), {
      StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' },
    }),
  ];
};

/** An instance carries its role in a profile, which Karpenter makes for each class of nodes. */
const profiles = (cluster: Cluster): Statement[] => {
  const all = iam('instance-profile/*');
  const tags = (of: 'RequestTag' | 'ResourceTag') => ({
    [`aws:${of}/${owned(cluster.name)}`]: 'owned',
    [`aws:${of}/${region}`]: cluster.region,
  });
  const ofClass = (...of: string[]) => ({ StringLike: Object.fromEntries(of.map((each) => [`aws:${each}/${nodeClass}`, '*'])) });
  const asked = { ...tags('RequestTag'), [`aws:RequestTag/${clusterName}`]: cluster.name };
  return [
    allow(['iam:PassRole'], iam(`role/${names.nodeRole(cluster.name)}`), { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
    allow(['iam:CreateInstanceProfile'], all, { StringEquals: asked, ...ofClass('RequestTag') }),
    allow(['iam:TagInstanceProfile'], all, {
      StringEquals: { ...tags('ResourceTag'), ...asked },
      ...ofClass('RequestTag', 'ResourceTag'),
    }),
    allow(['iam:AddRoleToInstanceProfile', 'iam:DeleteInstanceProfile', 'iam:RemoveRoleFromInstanceProfile'], all, {
      StringEquals: tags('ResourceTag'),
      ...ofClass('ResourceTag'),
    }),
    // Asked also for one that is not there yet, which has no tags.
    allow(['iam:GetInstanceProfile'], all),
    allowUnscoped(['iam:ListInstanceProfiles']),
  ];
};

/**
 * What Karpenter may do: start instances in the cluster's own subnets with its own tags, and end those with them. The published policy, narrowed
 * by the subnets, and without reservations and placement groups, which no pool uses.
 * @see https://karpenter.sh/docs/reference/cloudformation/
 */
export const permissions = (cluster: Cluster): Statement[] => [
  ...instances(cluster),
  ...profiles(cluster),
  allow(['eks:DescribeCluster'], eks(`cluster/${cluster.name}`)),
  allow(['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'], sqs(names.interruptionQueue(cluster.name))),
  allow(['ssm:GetParameter'], publicParameter('aws/service/*')),
  allowUnscoped(['pricing:GetProducts']),
  allowUnscoped(
    [
      'ec2:DescribeCapacityReservations',
      'ec2:DescribeImages',
      'ec2:DescribeInstanceStatus',
      'ec2:DescribeInstanceTypeOfferings',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeInstances',
      'ec2:DescribeLaunchTemplates',
      'ec2:DescribePlacementGroups',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSpotPriceHistory',
      'ec2:DescribeSubnets',
    ],
    { StringEquals: { 'aws:RequestedRegion': cluster.region } },
  ),
];
