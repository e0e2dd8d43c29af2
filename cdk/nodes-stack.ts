import { Duration, type Stage } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as events from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { type Cluster, cpusOf, type NodePool, names, nodeDisks, nodePoolsOf } from '#model';
import { accept } from './acknowledged';
import type { NetworkStack } from './network-stack';
import { nodeRole, nodeTemplate } from './node-template';
import { PlatformStack } from './platform-stack';

/**
 * Nodes beside those of the platform's own components, as the holder of the role `node-scaling` has them made. For pools that it starts itself:
 * their right to join, and the news that AWS takes one back. For groups that it makes larger and smaller: the groups, empty as yet.
 */
export class NodesStack extends PlatformStack {
  constructor(stage: Stage, cluster: Cluster, network: NetworkStack) {
    super(stage, 'nodes', cluster, `Nodes that are made when pods of ${cluster.name} need them`);
    const role = nodeRole(this, 'role', names.nodeRole(cluster.name));
    if (cluster.nodeScaling === 'groups') {
      for (const pool of nodePoolsOf(cluster.environment)) this.groups(pool, role, network.subnetIds.pods);
      return;
    }
    new eks.CfnAccessEntry(this, 'access', { clusterName: cluster.name, principalArn: role.roleArn, type: 'EC2_LINUX' });
    this.news();
  }

  /** What AWS says of instances two minutes before it takes them back, or earlier. What nobody has read by then is of no use. */
  private news(): void {
    const queue = new sqs.Queue(this, 'interruptions', {
      queueName: names.interruptionQueue(this.cluster.name),
      retentionPeriod: Duration.minutes(5),
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      removalPolicy: this.provision.removalPolicy,
    });
    accept(queue, 'SQS3', 'What nobody has read in five minutes is about a node that is gone.');
    for (const [id, source, detailType] of news)
      new events.Rule(this, id, { eventPattern: { source: [source], detailType: [detailType] }, targets: [new SqsQueue(queue)] });
  }

  /** A pool as groups: one, or one a zone, since an autoscaler cannot ask a group of several zones for a node in the one that a volume is in. */
  private groups(pool: NodePool, role: iam.Role, subnets: readonly string[]): void {
    const { name } = pool;
    const template = nodeTemplate(this, `${name}-template`, { name, disks: nodeDisks(pool) });
    const launchTemplate = { id: template.ref, version: template.attrLatestVersionNumber };
    const places: [id: string, subnets: string[]][] = pool.keepsVolumes
      ? subnets.map((subnet, index) => [`${name}-${this.cluster.zones[index]}`, [subnet]])
      : [[name, [...subnets]]];
    for (const [id, groupSubnets] of places)
      new eks.CfnNodegroup(this, id, { ...this.group(pool, places.length), nodeRole: role.roleArn, subnets: groupSubnets, launchTemplate });
  }

  /** What an autoscaler knows of an empty group is its first type, so all of them are of one size. */
  private group({ image, capacity, labels, taint, families, sizes: [size = 'large'], mostCpus }: NodePool, parts: number) {
    return {
      clusterName: this.cluster.name,
      amiType: amiTypes[image],
      capacityType: capacity === 'spot' ? 'SPOT' : 'ON_DEMAND',
      instanceTypes: families.map((family) => `${family}.${size}`),
      labels: { ...labels },
      ...(taint && { taints: [{ key: taint.key, value: taint.value, effect: 'NO_SCHEDULE' }] }),
      scalingConfig: { minSize: 0, desiredSize: 0, maxSize: Math.max(1, Math.floor(mostCpus / cpusOf(size) / parts)) },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
    };
  }
}

const amiTypes: Readonly<Record<NodePool['image'], string>> = {
  al2023: 'AL2023_x86_64_STANDARD',
  'bottlerocket-nvidia': 'BOTTLEROCKET_x86_64_NVIDIA',
};

/** @see https://karpenter.sh/docs/concepts/disruption/#interruption */
const news: readonly (readonly [id: string, source: string, detailType: string])[] = [
  ['health', 'aws.health', 'AWS Health Event'],
  ['spot', 'aws.ec2', 'EC2 Spot Instance Interruption Warning'],
  ['rebalance', 'aws.ec2', 'EC2 Instance Rebalance Recommendation'],
  ['state', 'aws.ec2', 'EC2 Instance State-change Notification'],
  ['reservation', 'aws.ec2', 'EC2 Capacity Reservation Instance Interruption Warning'],
];
