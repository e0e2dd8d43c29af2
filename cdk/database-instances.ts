import * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import { acceptManaged } from './acknowledged';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

/** What answers for a cluster: where the database was made a writer and its readers, in a region that follows readers alone, at least one. */
export const databaseInstances = (stack: PlatformStack, database: rds.CfnDBCluster, keys: KeysStack): void => {
  const { cluster, provision } = stack;
  const monitoring = new iam.Role(stack, 'monitoring', {
    assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': cluster.account } },
    }),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonRDSEnhancedMonitoringRole')],
  });
  acceptManaged(monitoring, ['service-role/AmazonRDSEnhancedMonitoringRole'], 'RDS asks for this policy by name.');
  const { readers } = provision.database;
  const following = Array.from({ length: cluster.home ? readers : Math.max(1, readers) }, (_, index) => `reader-${index + 1}`);
  let first: rds.CfnDBInstance | undefined;
  for (const [promotionTier, name] of [...(cluster.home ? ['writer'] : []), ...following].entries()) {
    const instance = new rds.CfnDBInstance(stack, name, {
      dbInstanceIdentifier: `${cluster.name}-${name}`,
      dbClusterIdentifier: database.ref,
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
    if (first) instance.addResourceDependency(first);
    first ??= instance;
  }
};
