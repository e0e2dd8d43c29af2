import { type Stage, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { type Cluster, names, type Platform } from '#model';
import { accept, acceptManaged } from './acknowledged';
import { databaseAlarms } from './database-alarms';
import { databaseLogins } from './database-logins';
import { encryptedLog } from './encrypted-log';
import type { GovernanceStack } from './governance-stack';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import { PlatformStack } from './platform-stack';
import { storeGroup } from './store-group';

const port = 5432;

/** What the database stands on. */
export interface DataStackProps {
  readonly network: NetworkStack;
  readonly keys: KeysStack;
  readonly governance: GovernanceStack;
}

/**
 * The PostgreSQL that an environment's services share, and for each of them a database, a role that owns it, and a secret with the way in.
 * Deleting the resources of a service leaves its data.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html
 */
export class DataStack extends PlatformStack {
  private readonly keys: KeysStack;

  constructor(stage: Stage, platform: Platform, cluster: Cluster, { network, keys, governance }: DataStackProps) {
    super(stage, 'data', cluster, `PostgreSQL of ${cluster.environment.name}, with a database and a login for each service`);
    this.keys = keys;
    const database = this.database(network);
    databaseLogins(this, { platform, database, keys });
    if (this.provision.watch === 'everything') databaseAlarms(this, governance.alarmsTopicArn);
  }

  private database(network: NetworkStack): rds.CfnDBCluster {
    const { cluster, provision, keys } = this;
    const { environment } = cluster;
    const group = storeGroup(this, network, { store: 'PostgreSQL', port });
    const parameters = new rds.CfnDBClusterParameterGroup(this, 'parameters', {
      family: 'aurora-postgresql17',
      description: `PostgreSQL of ${cluster.name}`,
      parameters: {
        max_connections: String(environment.database.maxConnections),
        'rds.force_ssl': '1',
        log_min_duration_statement: '1000',
        idle_in_transaction_session_timeout: '60000',
      },
    });
    const log = encryptedLog(this, 'log', { name: `/aws/rds/cluster/${cluster.name}/postgresql`, key: keys.logs, provision: provision });
    const made = new rds.CfnDBCluster(this, 'cluster', {
      dbClusterIdentifier: cluster.name,
      engine: 'aurora-postgresql',
      engineVersion: rds.AuroraPostgresEngineVersion.VER_17_9.auroraPostgresFullVersion,
      masterUsername: 'platform_admin',
      // AWS makes the administrator's password and changes it every week; nobody is told.
      manageMasterUserPassword: true,
      masterUserSecret: { kmsKeyId: keys.secrets.keyArn },
      dbSubnetGroupName: new rds.CfnDBSubnetGroup(this, 'subnets', {
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
      serverlessV2ScalingConfiguration: { minCapacity: provision.database.least, maxCapacity: provision.database.most },
    });
    made.addResourceDependency(log.node.defaultChild as logs.CfnLogGroup);
    made.applyRemovalPolicy(provision.removalPolicy);
    Tags.of(made).add(names.backupTag.key, names.backupTag.value);
    if (!provision.protected) accept(made, 'RDS10', 'Data of this environment is made up, and goes with its stack.');
    const monitoring = new iam.Role(this, 'monitoring', {
      assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': cluster.account } },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonRDSEnhancedMonitoringRole')],
    });
    acceptManaged(monitoring, ['service-role/AmazonRDSEnhancedMonitoringRole'], 'RDS asks for this policy by name.');
    let writer: rds.CfnDBInstance | undefined;
    const readers = Array.from({ length: provision.database.readers }, (_, index) => `reader-${index + 1}`);
    for (const [promotionTier, name] of ['writer', ...readers].entries()) {
      const instance = new rds.CfnDBInstance(this, name, {
        dbInstanceIdentifier: `${cluster.name}-${name}`,
        dbClusterIdentifier: made.ref,
        dbInstanceClass: 'db.serverless',
        engine: 'aurora-postgresql',
        // The first reader takes over, and is kept as large as the writer for that.
        promotionTier,
        publiclyAccessible: false,
        autoMinorVersionUpgrade: true,
        caCertificateIdentifier: 'rds-ca-rsa2048-g1',
        monitoringInterval: 60,
        monitoringRoleArn: monitoring.roleArn,
        enablePerformanceInsights: true,
        performanceInsightsKmsKeyId: keys.data.keyArn,
      });
      instance.applyRemovalPolicy(provision.removalPolicy);
      // Whichever is made first becomes the writer.
      if (writer) instance.addResourceDependency(writer);
      writer ??= instance;
    }
    return made;
  }
}
