import type { Mutation } from './mutation';

const replicated = 'terrace/ap-south-1-storage waiterreceipts Properties/ReplicationConfiguration/Rules/0';

/** Further ways to break the rules of recovery. */
export const ofRecovery: readonly Mutation[] = [
  ['terrace/ap-south-1-data global', undefined, 'database-without-copy'],
  ['terrace/ap-south-2-data cluster Properties/GlobalClusterIdentifier', 'another', 'database-without-copy'],
  ['terrace/ap-south-2-data reader1', undefined, 'database-without-reader'],
  ['terrace/ap-south-1-data subnets Properties/SubnetIds', ['a', 'b'], 'database-without-reader'],
  ['terrace/ap-south-2-data cluster Properties/BackupRetentionPeriod', 34, 'pitr-window-too-short'],
  ['terrace/ap-south-1-data cluster Properties/BackupRetentionPeriod', undefined, 'pitr-window-too-short'],
  ['terrace/ap-south-1-data global Properties/DeletionProtection', undefined, 'store-deletable'],
  [
    'terrace/ap-south-2-streaming kitchenmealv1 Properties/Configs',
    Buffer.from('a=b\nmin.insync.replicas=1\n').toString('base64'),
    'stream-copies-few',
  ],
  ['terrace/ap-south-1-streaming configuration Properties/ServerProperties', 'unclean.leader.election.enable=true\n', 'stream-copies-few'],
  ['terrace/ap-south-2-cache cache Properties/MultiAZEnabled', false, 'cache-without-failover'],
  ['terrace/ap-south-1-cache cache Properties/NumCacheClusters', 1, 'cache-without-failover'],
  ['terrace/ap-south-1-storage waiterreceipts Properties/VersioningConfiguration/Status', 'Suspended', 'bucket-without-copy'],
  ['terrace/ap-south-2-storage waiterreceipts Properties/VersioningConfiguration', undefined, 'bucket-without-copy'],
  [`${replicated}/Status`, 'Disabled', 'bucket-without-copy'],
  [`${replicated}/Destination/Bucket`, 'arn:aws:s3:::elsewhere', 'bucket-without-copy'],
  [`${replicated}/Destination/Metrics`, undefined, 'bucket-without-copy'],
  ['terrace/ap-south-2-cache menulogin', undefined, 'secret-without-copy'],
  ['registry/ap-south-1 replication', undefined, 'image-without-copy'],
  ['terrace/ap-south-1-data cluster Properties/Tags/0/Value', 'weekly', 'store-without-backup'],
  ['terrace/ap-south-2-backup vault Properties/LockConfiguration/MinRetentionDays', 34, 'backup-deletable'],
  ['terrace/ap-south-1-backup restoreS3', undefined, 'restore-test-missing'],
  ['terrace/ap-south-1-storage waiterreceiptslatealarm', undefined, 'copy-unwatched'],
  ['terrace/ap-south-2-data regionlagalarm Properties/Threshold', 300_001, 'copy-unwatched'],
  ['terrace/ap-south-2-search domain Properties/ClusterConfig/MultiAZWithStandbyEnabled', undefined, 'search-without-standby-zone'],
  ['terrace/ap-south-1-search domain Properties/ClusterConfig/ZoneAwarenessConfig', undefined, 'search-without-standby-zone'],
  ['terrace/ap-south-1-documents global', undefined, 'database-without-copy'],
  ['terrace/ap-south-2-documents instance1', undefined, 'database-without-reader'],
  ['terrace/ap-south-2-documents cluster Properties/BackupRetentionPeriod', 34, 'pitr-window-too-short'],
  ['terrace/ap-south-1-documents global Properties/DeletionProtection', false, 'store-deletable'],
  ['terrace/ap-south-1-documents cluster Properties/Tags/0/Value', 'weekly', 'store-without-backup'],
  ['terrace/ap-south-1-backup restoreDocumentDB', undefined, 'restore-test-missing'],
  ['terrace/ap-south-2-documents regionlagalarm', undefined, 'copy-unwatched'],
];
