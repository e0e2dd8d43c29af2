import type { Stage } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Cluster, names, type Platform } from '#model';
import { documentsAlarms } from './documents-alarms';
import { type DocumentsOrigin, documentsCluster } from './documents-cluster';
import { documentsLogins } from './documents-logins';
import type { GovernanceStack } from './governance-stack';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import { PlatformStack } from './platform-stack';
import { administratorSecret, storedSecret } from './stored-secret';

/** DocumentDB takes letters and digits alone. */
const username = 'platformadmin';

/** What the document store stands on. */
export interface DocumentsStackProps {
  readonly network: NetworkStack;
  readonly keys: KeysStack;
  readonly governance: GovernanceStack;
}

/**
 * The DocumentDB that an environment's services share, and for each of them a database, a user who may write to it alone, and a secret with the
 * password. A further region has a cluster that follows, can be read, and takes over; users and passwords it has from the first. Deleting the
 * resources of a service leaves its documents.
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/global-clusters.html
 */
export class DocumentsStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster, { network, keys, governance }: DocumentsStackProps) {
    const what = cluster.home ? 'with a database and a login for each service' : 'following that of the first region';
    super(stage, 'documents', cluster, `DocumentDB of ${cluster.environment.name}, ${what}`);
    const { origin, admin } = this.origin(platform, keys);
    const documents = documentsCluster(this, origin, { network, keys });
    this.global(documents);
    this.address(documents, platform, keys);
    if (admin) documentsLogins(this, { platform, keys, documents, admin, network });
    if (this.provision.watch === 'everything') documentsAlarms(this, governance.alarmsTopicArn);
  }

  /**
   * A cluster in a further region has everything, its administrator too, from the one it follows. AWS makes no password for one that is followed,
   * and of another CloudFormation does not tell where it is, so it is made here for both, and changed like those of services.
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/docdb-secrets-manager.html
   */
  private origin(platform: Platform, keys: KeysStack): { readonly origin: DocumentsOrigin; readonly admin?: CfnSecret } {
    const { organisation, environment, home } = this.cluster;
    if (!home) return { origin: { globalClusterIdentifier: names.globalDocuments(environment.name) } };
    const path = names.documentsAdminPath(organisation.name, environment.name);
    const { secret, origin } = administratorSecret(this, { path, username, dbname: 'admin' }, { platform, keys });
    return { origin, admin: secret };
  }

  /** Makes a cluster the first of a store that further regions follow. */
  private global(documents: docdb.CfnDBCluster): void {
    const { cluster, provision } = this;
    if (!cluster.home || cluster.environment.clusters.length === 1) return;
    const made = new docdb.CfnGlobalCluster(this, 'global', {
      globalClusterIdentifier: names.globalDocuments(cluster.environment.name),
      sourceDbClusterIdentifier: documents.ref,
      deletionProtection: provision.protected,
    });
    made.applyRemovalPolicy(provision.removalPolicy);
  }

  /**
   * Where the documents are in this region. Instances tell a driver that asks for `replicaSet=rs0` about each other, so the address of those that
   * are read leads to the one that writes as well, once there is one here; the other address leads nowhere until then.
   */
  private address(documents: docdb.CfnDBCluster, platform: Platform, keys: KeysStack): void {
    const { organisation, environment, home, standby } = this.cluster;
    const value = { host: home && !standby ? documents.attrEndpoint : documents.attrReadEndpoint, port: documents.attrPort };
    storedSecret(
      this,
      'address',
      {
        path: names.documentsAddressPath(organisation.name, environment.name),
        keys: Object.keys(value),
        value: this.toJsonString(value),
        unrotated: 'It holds an address alone; passwords are in the secrets of services.',
      },
      { platform, keys },
    );
  }
}
