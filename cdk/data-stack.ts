import type { Stage } from 'aws-cdk-lib';
import type * as rds from 'aws-cdk-lib/aws-rds';
import { type Cluster, names, type Platform } from '#model';
import { databaseAlarms } from './database-alarms';
import { databaseCluster } from './database-cluster';
import { databaseLogins } from './database-logins';
import { databaseOrigin, globalDatabase } from './database-origin';
import type { KeysStack } from './keys-stack';
import { PlatformStack } from './platform-stack';
import type { StorePlace } from './store-place';
import { storedSecret } from './stored-secret';

/**
 * The PostgreSQL that an environment's services share, and for each of them a database, a role that owns it, and a secret with its password. A
 * further region has a cluster that follows, can be read, and takes over; what is in it, roles and passwords too, it has from the first.
 * Deleting the resources of a service leaves its data.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html
 */
export class DataStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster, { network, keys, governance }: StorePlace) {
    const what = cluster.home ? 'with a database and a login for each service' : 'following that of the first region';
    super(stage, 'data', cluster, `PostgreSQL of ${cluster.environment.name}, ${what}`);
    const { origin, adminOf, administrator } = databaseOrigin(this, platform, keys);
    const database = databaseCluster(this, origin, { network, keys });
    globalDatabase(this, database);
    this.address(database, platform, keys);
    const admin = adminOf(database);
    if (admin) databaseLogins(this, { platform, database, admin, administrator, keys });
    if (this.provision.watch === 'everything') databaseAlarms(this, governance.alarmsTopicArn);
  }

  /** Where the database is in this region. Pods of a standby read `reader`: the other name leads nowhere before the region has taken over. */
  private address(database: rds.CfnDBCluster, platform: Platform, keys: KeysStack): void {
    const { organisation, environment } = this.cluster;
    const { attrEndpointAddress: host, attrEndpointPort: port, attrReadEndpointAddress } = database;
    const value = { host, port, ...(environment.clusters.length > 1 && { reader: attrReadEndpointAddress }) };
    storedSecret(
      this,
      'address',
      {
        path: names.databaseAddressPath(organisation.name, environment.name),
        keys: Object.keys(value),
        value: this.toJsonString(value),
        unrotated: 'It holds an address alone; passwords are in the secrets of services.',
      },
      { platform, keys },
    );
  }
}
