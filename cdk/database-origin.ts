import * as rds from 'aws-cdk-lib/aws-rds';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { names, type Platform } from '#model';
import type { Origin } from './database-cluster';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';
import { administratorSecret } from './stored-secret';

const masterUsername = names.databaseAdministrator;

/** Where a cluster of the database comes from, and who may make roles in it. */
export interface DatabaseOrigin {
  readonly origin: Origin;
  /** The secret of the administrator, once there is the cluster; none where the cluster follows another one. */
  readonly adminOf: (database: rds.CfnDBCluster) => string | undefined;
  /** That secret, where AWS does not change what is in it. */
  readonly administrator?: secretsmanager.CfnSecret;
}

/**
 * A cluster in a further region has everything, its administrator too, from the one it follows. Of one that nobody follows AWS makes the
 * administrator's password and changes it every week; it does not where somebody does, so it is made here, and changed like those of services.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html#rds-secrets-manager-limitations
 */
export const databaseOrigin = (stack: PlatformStack, platform: Platform, keys: KeysStack): DatabaseOrigin => {
  const { organisation, environment, home } = stack.cluster;
  if (!home) return { origin: { globalClusterIdentifier: names.globalDatabase(environment.name) }, adminOf: () => undefined };
  if (environment.clusters.length === 1)
    return {
      origin: { masterUsername, manageMasterUserPassword: true, masterUserSecret: { kmsKeyId: keys.secrets.keyArn } },
      adminOf: (database) => database.attrMasterUserSecretSecretArn,
    };
  const path = names.databaseAdminPath(organisation.name, environment.name);
  const admin = { path, username: masterUsername, dbname: 'postgres' };
  const { secret, origin } = administratorSecret(stack, admin, { platform, keys });
  return { origin, adminOf: () => secret.attrId, administrator: secret };
};

/** Makes a cluster the first of a database that further regions follow. */
export const globalDatabase = (stack: PlatformStack, database: rds.CfnDBCluster): void => {
  const { cluster, provision } = stack;
  if (!cluster.home || cluster.environment.clusters.length === 1) return;
  const made = new rds.CfnGlobalCluster(stack, 'global', {
    globalClusterIdentifier: names.globalDatabase(cluster.environment.name),
    sourceDbClusterIdentifier: database.ref,
    deletionProtection: provision.protected,
  });
  made.applyRemovalPolicy(provision.removalPolicy);
};
