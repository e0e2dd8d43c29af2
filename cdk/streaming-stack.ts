import type { Stage } from 'aws-cdk-lib';
import { CfnScalableTarget, CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as msk from 'aws-cdk-lib/aws-msk';
import { type Cluster, inSeconds, names, type Platform, type Topic } from '#model';
import { brokerAddresses } from './broker-addresses';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import { PlatformStack } from './platform-stack';
import { storeGroup } from './store-group';
import type { StorePlace } from './store-place';
import { storedSecret } from './stored-secret';
import { streamAlarms } from './stream-alarms';

const port = 9098;

/** The topics that services write or read; one that nobody names any more goes. */
const topicsOf = ({ topics, services }: Platform): Topic[] => {
  const named = new Set(services.flatMap(({ produces = [], consumes = [] }) => [...produces, ...consumes].map(({ topic }) => topic.name)));
  return topics.filter(({ name }) => named.has(name));
};

/**
 * The event stream of one region: brokers that know everybody by IAM, the topics of the model, and the secret with the brokers' addresses. A
 * standby region has its own, with the same topics and nothing in them.
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html
 */
export class StreamingStack extends PlatformStack {
  /** Every partition has as many copies as there are zones with brokers, three at most, and may lose one without refusing to be written. */
  private readonly copies: number;
  private readonly keys: KeysStack;

  constructor(stage: Stage, platform: Platform, cluster: Cluster, { network, keys, governance }: StorePlace) {
    super(stage, 'streaming', cluster, `Event stream of ${cluster.name}: brokers and topics`);
    this.keys = keys;
    const subnets = network.subnetIds.stores.slice(0, this.provision.stream.zones);
    this.copies = Math.min(3, subnets.length);
    const brokers = this.brokers(network, subnets);
    if (this.provision.stream.mostDisk) this.growDisks(brokers, this.provision.stream.mostDisk);
    for (const topic of topicsOf(platform)) this.topic(topic, brokers);
    const { organisation, environment } = cluster;
    storedSecret(
      this,
      'addresses-secret',
      {
        path: names.streamSecretPath(organisation.name, environment.name),
        keys: ['brokers'],
        value: this.toJsonString({ brokers: brokerAddresses(this, brokers, keys) }),
        unrotated: 'It holds addresses alone; who may write or read is decided by IAM.',
      },
      { platform, keys },
    );
    if (this.provision.watch === 'everything') streamAlarms(this, subnets.length, governance.alarmsTopicArn);
  }

  private get leastCopies(): number {
    return Math.max(1, this.copies - 1);
  }

  private brokers(network: NetworkStack, clientSubnets: string[]): msk.CfnCluster {
    const { cluster, provision, keys } = this;
    const configuration = this.configuration();
    // The prefix under which AWS lets any number of services write.
    const log = encryptedLog(this, 'log', { name: `/aws/vendedlogs/msk/${cluster.name}`, key: keys.logs, provision });
    const made = new msk.CfnCluster(this, 'cluster', {
      clusterName: names.streamCluster(cluster.environment.name),
      kafkaVersion: '3.9.x.kraft',
      numberOfBrokerNodes: clientSubnets.length,
      brokerNodeGroupInfo: {
        instanceType: provision.stream.type,
        clientSubnets,
        securityGroups: [storeGroup(this, network, { store: 'Kafka', port }).attrGroupId],
        storageInfo: { ebsStorageInfo: { volumeSize: provision.stream.disk } },
      },
      clientAuthentication: {
        sasl: { iam: { enabled: true }, scram: { enabled: false } },
        tls: { enabled: false },
        unauthenticated: { enabled: false },
      },
      encryptionInfo: {
        encryptionAtRest: { dataVolumeKmsKeyId: keys.data.keyArn },
        encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
      },
      configurationInfo: { arn: configuration.attrArn, revision: configuration.attrLatestRevisionRevision },
      enhancedMonitoring: 'PER_TOPIC_PER_BROKER',
      loggingInfo: { brokerLogs: { cloudWatchLogs: { enabled: true, logGroup: log.logGroupName } } },
    });
    made.addResourceDependency(log.node.defaultChild as logs.CfnLogGroup);
    made.applyRemovalPolicy(provision.removalPolicy);
    return made;
  }

  private configuration(): msk.CfnConfiguration {
    return new msk.CfnConfiguration(this, 'configuration', {
      name: this.cluster.name,
      serverProperties: propertiesText({
        'auto.create.topics.enable': false,
        'default.replication.factor': this.copies,
        'min.insync.replicas': this.leastCopies,
        // A copy that lags must never lead: what it lacks would be lost.
        'unclean.leader.election.enable': false,
      }),
    });
  }

  /** Disks only grow: MSK cannot make them smaller. */
  private growDisks({ attrArn }: msk.CfnCluster, maxCapacity: number): void {
    const scaled = { serviceNamespace: 'kafka', resourceId: attrArn, scalableDimension: 'kafka:broker-storage:VolumeSize' };
    const target = new CfnScalableTarget(this, 'disks', { ...scaled, minCapacity: 1, maxCapacity });
    new CfnScalingPolicy(this, 'disk-growth', {
      policyName: `${this.cluster.name}-disks`,
      policyType: 'TargetTrackingScaling',
      scalingTargetId: target.ref,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: 'KafkaBrokerStorageUtilization' },
        targetValue: 60,
        disableScaleIn: true,
      },
    });
  }

  private topic({ name, partitions, retention }: Topic, { attrArn }: msk.CfnCluster): void {
    const configs = propertiesText({
      'cleanup.policy': 'delete',
      'min.insync.replicas': this.leastCopies,
      'retention.ms': inSeconds(retention) * 1000,
    });
    const made = new msk.CfnTopic(this, name, {
      clusterArn: attrArn,
      topicName: name,
      partitionCount: partitions,
      replicationFactor: this.copies,
      configs: Buffer.from(configs).toString('base64'),
    });
    made.applyRemovalPolicy(this.provision.removalPolicy);
  }
}

/** A line each, as Kafka reads them. */
const propertiesText = (properties: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
