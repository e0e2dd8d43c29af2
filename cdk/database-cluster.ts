import { Tags } from 'aws-cdk-lib';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { inSeconds, names, targets } from '#model';
import { accept } from './acknowledged';
import { databaseInstances } from './database-instances';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import type { PlatformStack } from './platform-stack';
import { storeGroup } from './store-group';

const port = 5432;

/** What a cluster of the database stands on. */
export interface DatabasePlace {
  readonly network: NetworkStack;
  readonly keys: KeysStack;
}

/** The fields by which a cluster of its own and one that follows another differ. Every change of one of them would be another cluster. */
export type Origin = Pick<
  rds.CfnDBClusterProps,
  'masterUsername' | 'masterUserPassword' | 'masterUserSecret' | 'manageMasterUserPassword' | 'globalClusterIdentifier'
>;

/** The PostgreSQL of one region: its storage, and an instance in each of several zones. */
export const databaseCluster = (stack: PlatformStack, origin: Origin, { network, keys }: DatabasePlace): rds.CfnDBCluster => {
  const { cluster, provision } = stack;
  const { least, atRest, most } = provision.database;
  const group = storeGroup(stack, network, { store: 'PostgreSQL', port });
  const parameters = parameterGroup(stack);
  const log = encryptedLog(stack, 'log', { name: `/aws/rds/cluster/${cluster.name}/postgresql`, key: keys.logs, provision });
  const made = new rds.CfnDBCluster(stack, 'cluster', {
    ...origin,
    dbClusterIdentifier: cluster.name,
    engine: 'aurora-postgresql',
    engineVersion: rds.AuroraPostgresEngineVersion.VER_17_9.auroraPostgresFullVersion,
    dbSubnetGroupName: new rds.CfnDBSubnetGroup(stack, 'subnets', {
      // By this name a restored one is put beside it.
      dbSubnetGroupName: cluster.name,
      dbSubnetGroupDescription: `Stores of ${cluster.name}`,
      subnetIds: [...network.subnetIds.stores],
    }).ref,
    vpcSecurityGroupIds: [group.attrGroupId],
    dbClusterParameterGroupName: parameters.ref,
    port,
    storageEncrypted: true,
    kmsKeyId: keys.data.keyArn,
    enableHttpEndpoint: true,
    enableIamDatabaseAuthentication: true,
    enableCloudwatchLogsExports: ['postgresql'],
    backupRetentionPeriod: provision.backupDays,
    copyTagsToSnapshot: true,
    deletionProtection: provision.protected,
    serverlessV2ScalingConfiguration: { minCapacity: cluster.standby ? atRest : least, maxCapacity: most },
  });
  made.addResourceDependency(log.node.defaultChild as logs.CfnLogGroup);
  made.applyRemovalPolicy(provision.removalPolicy);
  Tags.of(made).add(names.backupTag.key, names.backupTag.value);
  if (!provision.protected) accept(made, 'RDS10', 'Data of this environment is made up, and goes with its stack.');
  databaseInstances(stack, made, keys);
  return made;
};

/**
 * A region that takes over starts with the parameters that it has. Only the active one lets writes wait for the other: what has just taken
 * over would wait for a region that is lost.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
const parameterGroup = (stack: PlatformStack): rds.CfnDBClusterParameterGroup => {
  const { cluster } = stack;
  const { maxConnections, writesWait } = cluster.environment.database;
  return new rds.CfnDBClusterParameterGroup(stack, 'parameters', {
    family: 'aurora-postgresql17',
    description: `PostgreSQL of ${cluster.name}`,
    parameters: {
      max_connections: String(maxConnections),
      'rds.force_ssl': '1',
      log_min_duration_statement: '1000',
      idle_in_transaction_session_timeout: '60000',
      ...(writesWait && !cluster.standby && { 'rds.global_db_rpo': String(inSeconds(targets.point)) }),
    },
  });
};
