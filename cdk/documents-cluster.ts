import { Tags } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { names } from '#model';
import { accept } from './acknowledged';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import type { PlatformStack } from './platform-stack';
import { storeGroup } from './store-group';

export const documentsPort = 27017;

/** The smallest that several regions can share; burstable ones cannot. */
const leastShared = 'db.r6g.large';

/** The fields by which a cluster of its own and one that follows another differ. Every change of one of them would be another cluster. */
export type DocumentsOrigin = Pick<docdb.CfnDBClusterProps, 'masterUsername' | 'masterUserPassword' | 'globalClusterIdentifier'>;

/** The DocumentDB of one region: its storage, and instances in several zones. */
export const documentsCluster = (
  stack: PlatformStack,
  origin: DocumentsOrigin,
  { network, keys }: { readonly network: NetworkStack; readonly keys: KeysStack },
): docdb.CfnDBCluster => {
  const { cluster, provision } = stack;
  const name = names.documentsCluster(cluster.name);
  const kinds = ['audit', 'profiler'];
  const made = new docdb.CfnDBCluster(stack, 'cluster', {
    ...origin,
    dbClusterIdentifier: name,
    engineVersion: '5.0.0',
    dbSubnetGroupName: new docdb.CfnDBSubnetGroup(stack, 'subnets', {
      // By this name a restored one is put beside it.
      dbSubnetGroupName: name,
      dbSubnetGroupDescription: `Stores of ${cluster.name}`,
      subnetIds: [...network.subnetIds.stores],
    }).ref,
    vpcSecurityGroupIds: [storeGroup(stack, network, { store: 'DocumentDB', port: documentsPort }).attrGroupId],
    dbClusterParameterGroupName: parameterGroup(stack).ref,
    port: documentsPort,
    storageEncrypted: true,
    kmsKeyId: keys.data.keyArn,
    enableCloudwatchLogsExports: kinds,
    backupRetentionPeriod: provision.backupDays,
    copyTagsToSnapshot: true,
    deletionProtection: provision.protected,
  });
  for (const kind of kinds) {
    const log = encryptedLog(stack, `${kind}-log`, { name: `/aws/docdb/${name}/${kind}`, key: keys.logs, provision });
    made.addResourceDependency(log.node.defaultChild as logs.CfnLogGroup);
  }
  made.applyRemovalPolicy(provision.removalPolicy);
  Tags.of(made).add(names.backupTag.key, names.backupTag.value);
  acceptFindings(made);
  instances(stack, made);
  return made;
};

const parameterGroup = (stack: PlatformStack): docdb.CfnDBClusterParameterGroup =>
  new docdb.CfnDBClusterParameterGroup(stack, 'parameters', {
    family: 'docdb5.0',
    description: `DocumentDB of ${stack.cluster.name}`,
    // Older TLS is not spoken with anybody. Operations that take longer are noted with their plan.
    parameters: { tls: 'tls1.2+', audit_logs: 'enabled', profiler: 'enabled', profiler_threshold_ms: '100' },
  });

/** The first is the one that writes, where the cluster follows no other; the next ones take over in their order. */
const instances = (stack: PlatformStack, documents: docdb.CfnDBCluster): void => {
  const { cluster, provision } = stack;
  const shared = cluster.environment.clusters.length > 1;
  const { type, instances: most } = provision.documents;
  const dbInstanceClass = shared && type.startsWith('db.t') ? leastShared : type;
  let first: docdb.CfnDBInstance | undefined;
  for (let number = 1; number <= (cluster.home ? most : Math.min(most, 2)); number++) {
    const instance = new docdb.CfnDBInstance(stack, `instance-${number}`, {
      dbInstanceIdentifier: `${documents.dbClusterIdentifier}-${number}`,
      dbClusterIdentifier: documents.ref,
      dbInstanceClass,
      autoMinorVersionUpgrade: true,
      caCertificateIdentifier: 'rds-ca-rsa2048-g1',
      // Burstable ones have none to spare for it.
      enablePerformanceInsights: !dbInstanceClass.startsWith('db.t'),
    });
    instance.applyRemovalPolicy(provision.removalPolicy);
    if (first) instance.addResourceDependency(first);
    first ??= instance;
  }
};

const acceptFindings = (documents: docdb.CfnDBCluster): void => {
  accept(documents, 'DOC2', 'Nodes and pods alone reach it; another port would only hide it from those who know what it is.');
  accept(
    documents,
    'DOC3',
    'The password is a reference to a secret, which the rule cannot read; a cluster that follows has that of the first.',
  );
  for (const event of ['authenticate', 'createIndex', 'dropCollection'])
    accept(documents, `DOC5[LogExport::${event}]`, 'The log of audits has all of these; DocumentDB knows no logs of such names.');
};
