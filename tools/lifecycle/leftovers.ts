import { type Cluster, names } from '#model';
import type { CommandLine, Step } from './step';

/** What controllers of a cluster made in AWS, which no stack knows of: found by the tags that they put on it. */

/** A question to AWS, answered as text. */
export const asked =
  (region: string) =>
  (service: string, operation: string, query: string, ...args: readonly string[]): CommandLine => [
    ...(['aws', service, operation, ...args, '--query', query] as const),
    ...['--output', 'text', '--region', region],
  ];

/** What stacks made carries a tag that says so; controllers put on others. */
const notOurs = "?!(Tags[?Key=='managed-by'])";

/** Load balancers, nodes and disks that are left when the cluster has let go what it can. They keep the VPC, or cost on. */
export const leftovers = (cluster: Cluster, keepsDisks: boolean): Step[] => [
  ...loadBalancers(cluster),
  ...(cluster.nodeScaling === 'pools' ? nodes(cluster) : []),
  ...(keepsDisks ? [] : [disks(cluster)]),
];

const loadBalancers = ({ name, region }: Cluster): Step[] => {
  const ask = asked(region);
  const tagged = (type: string): CommandLine =>
    ask(
      ...(['resourcegroupstaggingapi', 'get-resources', `ResourceTagMappingList[${notOurs}].[ResourceARN]`] as const),
      ...['--tag-filters', `Key=${names.loadBalancerTag},Values=${name}`, '--resource-type-filters', `elasticloadbalancing:${type}`],
    );
  const owned = `kubernetes.io/cluster/${name}`;
  const why = 'made by a controller for something on the cluster; it would keep the VPC';
  const otherwise = 'see what of AWS still uses it; run it again in some minutes';
  const groups = (filter: string): CommandLine[] => [
    ask('ec2', 'describe-security-groups', 'SecurityGroups[].[GroupId]', '--filters', ...filter.split(' ')),
  ];
  const own = { why, otherwise, patience: 10 };
  return [
    {
      ...own,
      what: `${name}: load balancers of its controller go`,
      each: [tagged('loadbalancer')],
      command: ['aws', 'elbv2', 'delete-load-balancer', '--load-balancer-arn', '{1}', '--region', region],
    },
    {
      ...own,
      what: `${name}: targets of its controller go`,
      each: [tagged('targetgroup')],
      command: ['aws', 'elbv2', 'delete-target-group', '--target-group-arn', '{1}', '--region', region],
    },
    {
      ...own,
      what: `${name}: load balancers that Kubernetes itself made go`,
      each: [
        ask('elb', 'describe-load-balancers', 'LoadBalancerDescriptions[].[LoadBalancerName]'),
        ask('elb', 'describe-tags', `TagDescriptions[?Tags[?Key=='${owned}']].[LoadBalancerName]`, '--load-balancer-names', '{1}'),
      ],
      command: ['aws', 'elb', 'delete-load-balancer', '--load-balancer-name', '{1}', '--region', region],
    },
    ...[`Name=tag:${names.loadBalancerTag},Values=${name}`, `Name=tag:${owned},Values=owned Name=group-name,Values=k8s-elb-*`].map(
      (filter): Step => ({
        ...own,
        what: `${name}: security groups of ${filter.includes('k8s-elb') ? 'Kubernetes itself' : 'its controller'} go`,
        each: groups(filter),
        command: ['aws', 'ec2', 'delete-security-group', '--group-id', '{1}', '--region', region],
      }),
    ),
  ];
};

/** Nodes that were started one by one; those of groups go with their stack. */
const nodes = ({ name, region }: Cluster): Step[] => {
  const states = (...values: string[]): CommandLine =>
    asked(region)(
      ...(['ec2', 'describe-instances', 'Reservations[].Instances[].[InstanceId]'] as const),
      ...['--filters', `Name=tag:kubernetes.io/cluster/${name},Values=owned`, 'Name=tag-key,Values=karpenter.sh/nodepool'],
      `Name=instance-state-name,Values=${values.join(',')}`,
    );
  const why = 'nobody is left who would stop it';
  const otherwise = 'see its state in EC2';
  return [
    {
      what: `${name}: nodes of its pools are stopped for good`,
      each: [states('pending', 'running', 'stopping', 'stopped')],
      command: ['aws', 'ec2', 'terminate-instances', '--instance-ids', '{1}', '--region', region],
      why,
      otherwise,
    },
    {
      what: `${name}: nodes of its pools are gone`,
      each: [states('shutting-down')],
      command: ['aws', 'ec2', 'wait', 'instance-terminated', '--instance-ids', '{1}', '--region', region],
      why: 'their network interfaces keep the VPC',
      otherwise,
    },
  ];
};

const disks = ({ name, region }: Cluster): Step => ({
  what: `${name}: disks that nothing uses go`,
  each: [
    asked(region)(
      ...(['ec2', 'describe-volumes', 'Volumes[].[VolumeId]'] as const),
      ...['--filters', `Name=tag:kubernetes.io/cluster/${name},Values=owned`, 'Name=status,Values=available'],
    ),
  ],
  command: ['aws', 'ec2', 'delete-volume', '--volume-id', '{1}', '--region', region],
  why: 'made for a claim that is gone; it costs on',
  otherwise: 'see its state in EC2; run it again',
});

/** Network interfaces of pods that a node did not take with it. */
export const interfaces = ({ name, region }: Cluster): Step => ({
  what: `${name}: network interfaces that were left behind go`,
  each: [
    asked(region)(
      ...(['ec2', 'describe-network-interfaces', 'NetworkInterfaces[].[NetworkInterfaceId]'] as const),
      ...['--filters', `Name=tag:cluster.k8s.amazonaws.com/name,Values=${name}`, 'Name=status,Values=available'],
    ),
  ],
  command: ['aws', 'ec2', 'delete-network-interface', '--network-interface-id', '{1}', '--region', region],
  why: 'a node that is gone may leave some; they keep subnets and security groups',
  otherwise: 'run it again in some minutes: an interface that is just being detached cannot be deleted',
});
