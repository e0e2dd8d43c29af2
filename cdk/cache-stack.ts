import { SecretValue, type Stage, Tags } from 'aws-cdk-lib';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { type Cluster, names, type Platform } from '#model';
import { accept } from './acknowledged';
import { cacheAlarms } from './cache-alarms';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import { PlatformStack } from './platform-stack';
import { storeGroup } from './store-group';
import type { StorePlace } from './store-place';
import { madeUpPassword, storedSecret } from './stored-secret';

const port = 6379;

/** What services ask of the cache: values that expire, and counters, which are counted by a script. */
const commands = ['del', 'eval', 'evalsha', 'expire', 'get', 'incrby', 'ping', 'pttl', 'set'];

/** What a service may do: these commands, on keys that begin with its name. Whoever logs in may do so without a permission. */
export const accessString = (service: string): string => `on ~${service}:* -@all ${commands.map((command) => `+${command}`).join(' ')}`;

/**
 * The Valkey that the services of one region share. Each has a login of its own that reaches its own keys alone, and a secret with the way in.
 * What is in it can be made again, so a standby region has an empty one of its own.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 */
export class CacheStack extends PlatformStack {
  private readonly keys: KeysStack;

  constructor(stage: Stage, platform: Platform, cluster: Cluster, { network, keys, governance }: StorePlace) {
    super(stage, 'cache', cluster, `Valkey of ${cluster.name}, with a login for each service`);
    this.keys = keys;
    const { environment, organisation } = cluster;
    const logins = platform.services
      .filter(({ cache }) => cache)
      .map(({ name }) => {
        const made = this.login(name, { userName: name, accessString: accessString(name) });
        for (const each of [made.user, made.secret]) Tags.of(each).add('service', name);
        return { ...made, name };
      });
    // AWS lets whoever gives no name in as `default`, with all rights; this one takes its place, and lets nobody in.
    const nobody = this.login('nobody', { userName: 'default', accessString: 'off ~* -@all' });
    const users = new elasticache.CfnUserGroup(this, 'users', {
      engine: 'valkey',
      userGroupId: cluster.name,
      userIds: [nobody, ...logins].map(({ user }) => user.ref),
    });
    const cache = this.cache(network, users);
    const place = { host: cache.attrPrimaryEndPointAddress, port: cache.attrPrimaryEndPointPort };
    for (const { name, password } of logins)
      storedSecret(
        this,
        `${name}-login`,
        {
          path: names.secretPath(organisation.name, environment.name, name, 'cache'),
          keys: ['host', 'password', 'port', 'username'],
          // Made apart, since the cache needs its users, and they their passwords, before it has an address.
          value: this.toJsonString({ ...place, password, username: name }),
          service: name,
          unrotated: 'It is changed by replacing the secret with the password, which this one and the user copy.',
        },
        { platform, keys },
      );
    if (this.provision.watch === 'everything') cacheAlarms(this, governance.alarmsTopicArn);
  }

  private login(name: string, { userName, accessString }: { readonly userName: string; readonly accessString: string }) {
    const secret = madeUpPassword(this, `${name}-password`, this.keys);
    // What is deployed is a reference; no template ever holds the password.
    const password = SecretValue.secretsManager(secret.ref).unsafeUnwrap();
    const user = new elasticache.CfnUser(this, `${name}-user`, {
      engine: 'valkey',
      userId: names.cacheUser(this.cluster.environment.name, name),
      userName,
      accessString,
      passwords: [password],
    });
    return { secret, password, user };
  }

  private cache(network: NetworkStack, users: elasticache.CfnUserGroup): elasticache.CfnReplicationGroup {
    const { cluster, provision, keys } = this;
    const severalZones = provision.cache.nodes > 1;
    // The prefix under which AWS lets any number of services write.
    const log = encryptedLog(this, 'log', { name: `/aws/vendedlogs/elasticache/${cluster.name}`, key: keys.logs, provision });
    const made = new elasticache.CfnReplicationGroup(this, 'cache', {
      replicationGroupId: cluster.name,
      replicationGroupDescription: `Valkey of ${cluster.name}`,
      engine: 'valkey',
      engineVersion: '8.1',
      cacheParameterGroupName: 'default.valkey8',
      cacheNodeType: provision.cache.type,
      clusterMode: 'disabled',
      numCacheClusters: provision.cache.nodes,
      automaticFailoverEnabled: severalZones,
      multiAzEnabled: severalZones,
      cacheSubnetGroupName: new elasticache.CfnSubnetGroup(this, 'subnets', {
        description: `Stores of ${cluster.name}`,
        subnetIds: [...network.subnetIds.stores],
      }).ref,
      securityGroupIds: [storeGroup(this, network, { store: 'Valkey', port }).attrGroupId],
      port,
      userGroupIds: [users.ref],
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      kmsKeyId: keys.data.keyArn,
      snapshotRetentionLimit: provision.backupDays,
      autoMinorVersionUpgrade: true,
      logDeliveryConfigurations: ['engine-log', 'slow-log'].map((logType) => deliveryTo(log.logGroupName, logType)),
    });
    made.addResourceDependency(log.node.defaultChild as logs.CfnLogGroup);
    made.applyRemovalPolicy(provision.removalPolicy);
    accept(made, 'AEC6', 'A token would be the same for everybody; each service has a user and a password of its own.');
    if (!severalZones) accept(made, 'AEC4', 'One node is enough where nobody is served; services go on without it.');
    return made;
  }
}

const deliveryTo = (logGroup: string, logType: string): elasticache.CfnReplicationGroup.LogDeliveryConfigurationRequestProperty => ({
  logType,
  logFormat: 'json',
  destinationType: 'cloudwatch-logs',
  destinationDetails: { cloudWatchLogsDetails: { logGroup } },
});
