import { type Charge, charges, type Priced, type Pricings, referred } from '../charge';
import { hoursPerMonth as hours } from '../price-table';

/** What keeps records. */
export const databases: Pricings = {
  'AWS::RDS::DBCluster': ({ Properties, usage }) => {
    // Standard storage is paid by the request as well.
    const requests = Properties.StorageType === 'aurora-iopt1' ? 0 : usage.databaseMillions;
    return stored('Aurora', requests ? 'aurora.gb' : 'aurora.optimized-gb', requests, { Properties, usage });
  },

  'AWS::RDS::DBInstance': (resource) => {
    const { Properties, usage } = resource;
    if (Properties.DBInstanceClass !== 'db.serverless') {
      const disk = Number(Properties.AllocatedStorage ?? 0);
      const type: string = Properties.DBInstanceClass;
      return charges('RDS')([`rds.${type}`, hours, `1 × ${type}`], ['rds.gp3', disk, `${disk} GiB of disk`]);
    }
    const { MinCapacity: least = 0.5, MaxCapacity: most = least } =
      referred(resource, Properties.DBClusterIdentifier)?.Properties?.ServerlessV2ScalingConfiguration ?? {};
    const units = Math.min(least * usage.aurora, most);
    return charges('Aurora')(['aurora.unit-hour', units * hours, `${units} capacity units, at rest ${least}, at most ${most}`]);
  },

  // In front of serverless instances a proxy is paid as eight of their units at least.
  'AWS::RDS::DBProxy': () => charges('Aurora')(['rds.proxy-unit-hour', 8 * hours, 'a proxy of 8 capacity units']),

  'AWS::DocDB::DBCluster': ({ Properties, usage }) => stored('DocumentDB', 'docdb.gb', usage.databaseMillions, { Properties, usage }),

  'AWS::DocDB::DBInstance': ({ Properties: { DBInstanceClass: type } }) =>
    charges('DocumentDB')([`docdb.${type}`, hours, `1 × ${String(type)}`]),

  'AWS::ElastiCache::ReplicationGroup': ({ Properties, usage }) => {
    const { NumNodeGroups: groups = 1, ReplicasPerNodeGroup: replicas = 0, Engine: engine = 'redis', CacheNodeType: type } = Properties;
    const count: number = Properties.NumCacheClusters ?? groups * (1 + replicas);
    // The snapshot of the last day is free.
    const kept = Math.max(0, (Properties.SnapshotRetentionLimit ?? 0) - 1) * usage.cacheGib;
    return charges('ElastiCache')(
      [`elasticache.${engine}.${type}`, count * hours, `${count} × ${type}`],
      ['elasticache.backup-gb', kept, `${round(kept)} GiB of snapshots`],
    );
  },

  'AWS::MSK::Cluster': ({ Properties, stack, usage }) => {
    const { InstanceType: type, StorageInfo } = Properties.BrokerNodeGroupInfo;
    const brokers: number = Properties.NumberOfBrokerNodes;
    const disk: number = StorageInfo?.EBSStorageInfo?.VolumeSize ?? 0;
    const topics = Object.values(stack.resources).filter(({ Type }) => Type === 'AWS::MSK::Topic').length;
    const metrics = metricsOf(Properties.EnhancedMonitoring, brokers, topics, usage);
    return charges('MSK')(
      [`msk.${type}`, brokers * hours, `${brokers} × ${type}`],
      ['msk.gb', brokers * disk, `${brokers} × ${disk} GiB of disk`],
      ['metric.month', metrics, `${metrics} metrics at ${Properties.EnhancedMonitoring}`],
    );
  },

  'AWS::OpenSearchService::Domain': ({ Properties }) => {
    const { InstanceType: type = 'm5.large.search', InstanceCount: count = 1, ...cluster } = Properties.ClusterConfig ?? {};
    const managers = cluster.DedicatedMasterEnabled ? (cluster.DedicatedMasterCount ?? 3) : 0;
    const disk = Properties.EBSOptions?.EBSEnabled ? (Properties.EBSOptions.VolumeSize ?? 10) : 0;
    return charges('OpenSearch')(
      [`opensearch.${type}`, count * hours, `${count} × ${type}`],
      [`opensearch.${cluster.DedicatedMasterType}`, managers * hours, `${managers} × ${cluster.DedicatedMasterType}`],
      ['opensearch.gp3', count * disk, `${count} × ${disk} GiB of disk`],
    );
  },
};

/** What a cluster of a database that stores by itself costs besides its instances. */
const stored = (
  kind: 'Aurora' | 'DocumentDB',
  storage: string,
  millions: number,
  { Properties, usage }: Pick<Priced, 'Properties' | 'usage'>,
): Charge[] => {
  const prefix = kind === 'Aurora' ? 'aurora' : 'docdb';
  // A day of backups is free.
  const kept = Math.max(0, (Properties.BackupRetentionPeriod ?? 1) - 1) * usage.databaseGib * usage.databaseChange;
  return charges(kind)(
    [storage, usage.databaseGib, `${usage.databaseGib} GiB`],
    [`${prefix}.million`, millions, `${millions} million reads and writes`],
    [
      `${prefix}.copied-million`,
      Properties.GlobalClusterIdentifier ? usage.databaseCopied : 0,
      `${usage.databaseCopied} million writes copied here`,
    ],
    [`${prefix}.backup-gb`, kept, `${round(kept)} GiB of backups`],
  );
};

/** Metrics beyond the free level, which CloudWatch writes on the bill as if they were one's own. */
const metricsOf = (
  level: string | undefined,
  brokers: number,
  topics: number,
  { brokerMetrics, topicMetrics }: Priced['usage'],
): number => {
  if (level === undefined || level === 'DEFAULT') return 0;
  return brokers * (brokerMetrics + (level === 'PER_BROKER' ? 0 : topics * topicMetrics));
};

const round = (value: number): number => Math.round(value * 10) / 10;
