import type { CfnUpdatePolicy, Stage } from 'aws-cdk-lib';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import { arnOf, type Cluster, es, names, type Platform, searchActions } from '#model';
import { accept } from './acknowledged';
import type { GovernanceStack } from './governance-stack';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import { PlatformStack } from './platform-stack';
import { searchAlarms } from './search-alarms';
import { searchLogs } from './search-logs';
import { searchServiceRole } from './search-service-role';
import { storeGroup } from './store-group';
import { storedSecret } from './stored-secret';

const port = 443;

/** What the search store stands on. */
export interface SearchStackProps {
  readonly network: NetworkStack;
  readonly keys: KeysStack;
  readonly governance: GovernanceStack;
}

/**
 * The OpenSearch that the services of one region share, and the secret with its address. Who asks signs with a role, whose policy names the
 * indices that are its own. What is in it can be made again from what services keep elsewhere, so a standby region has an empty one of its own.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/bp.html
 */
export class SearchStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster, { network, keys, governance }: SearchStackProps) {
    super(stage, 'search', cluster, `OpenSearch of ${cluster.name}`);
    const domain = this.domain(platform, { network, keys });
    const { organisation, environment } = cluster;
    storedSecret(
      this,
      'address',
      {
        path: names.searchSecretPath(organisation.name, environment.name),
        keys: ['host'],
        value: this.toJsonString({ host: domain.attrDomainEndpoint }),
        unrotated: 'It holds an address alone; who may ask for what is decided by IAM.',
      },
      { platform, keys },
    );
    if (this.provision.watch === 'everything') searchAlarms(this, governance.alarmsTopicArn);
  }

  private domain(platform: Platform, { network, keys }: Omit<SearchStackProps, 'governance'>): opensearch.CfnDomain {
    const { provision, cluster } = this;
    const logs = searchLogs(this, keys);
    const made = new opensearch.CfnDomain(this, 'domain', {
      domainName: names.searchDomain(cluster.environment.name),
      engineVersion: 'OpenSearch_2.19',
      clusterConfig: this.nodes,
      ebsOptions: { ebsEnabled: true, volumeType: 'gp3', volumeSize: provision.search.disk },
      vpcOptions: {
        subnetIds: network.subnetIds.stores.slice(0, this.zones),
        securityGroupIds: [storeGroup(this, network, { store: 'OpenSearch', port }).attrGroupId],
      },
      encryptionAtRestOptions: { enabled: true, kmsKeyId: keys.data.keyArn },
      nodeToNodeEncryptionOptions: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
      accessPolicies: this.access(platform),
      // Otherwise a request to an index of one's own may name others in its body.
      advancedOptions: { 'rest.action.multi.allow_explicit_index': 'false' },
      logPublishingOptions: logs.options,
      // An hour that is night where the platform's regions are; unused, unless AWS or a change of this needs it.
      offPeakWindowOptions: { enabled: true, offPeakWindow: { windowStartTime: { hours: 1, minutes: 0 } } },
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
    });
    made.node.addDependency(logs.permission, searchServiceRole(this, keys));
    // Another version would otherwise be another domain, without the indices of this one.
    made.cfnOptions.updatePolicy = { enableVersionUpgrade: true } satisfies CfnUpdatePolicy;
    made.applyRemovalPolicy(provision.removalPolicy);
    accept(
      made,
      'OS3',
      'A domain in a VPC takes no ranges of addresses; its security group lets nodes and pods in, and IAM asks who they are.',
    );
    if (!provision.search.managers) accept(made, 'OS4', 'One node is enough where nobody is served, and manages itself.');
    if (this.zones === 1) accept(made, 'OS7', 'One zone is enough where nobody is served; indices can be made again.');
    return made;
  }

  /** Zones that nodes are spread over. */
  private get zones(): number {
    return Math.min(this.provision.search.nodes, this.cluster.zones.length, 3);
  }

  /**
   * Nodes, and managers where there are some. With three zones everything is there thrice and one zone in reserve, which takes the place of
   * another within a minute.
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html
   */
  private get nodes(): opensearch.CfnDomain.ClusterConfigProperty {
    const { type, nodes, managers } = this.provision.search;
    const { zones } = this;
    const reserve = zones === 3 && managers !== undefined && !type.startsWith('t');
    return {
      instanceType: type,
      // The same number in each zone.
      instanceCount: Math.ceil(nodes / zones) * zones,
      dedicatedMasterEnabled: managers !== undefined,
      ...(managers && { dedicatedMasterType: managers, dedicatedMasterCount: 3 }),
      zoneAwarenessEnabled: zones > 1,
      ...(zones > 1 && { zoneAwarenessConfig: { availabilityZoneCount: zones } }),
      multiAzWithStandbyEnabled: reserve,
    };
  }

  /**
   * Lets the account decide by IAM, for the roles of services that search alone. Two indices at once in an address are more than a policy can
   * tell, which compares the beginning.
   */
  private access({ services }: Platform): object {
    const { cluster } = this;
    const { name, account, environment } = cluster;
    const domain = arnOf(es(`domain/${names.searchDomain(environment.name)}`), cluster);
    const searching = services.filter(({ search }) => search);
    const roles = searching.map((service) => `arn:aws:iam::${account}:role/${names.roleName(name, service.domain, service.name)}`);
    const root = { AWS: `arn:aws:iam::${account}:root` };
    return {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: root,
          Action: [...searchActions],
          Resource: `${domain}/*`,
          Condition: { ArnEquals: { 'aws:PrincipalArn': roles } },
        },
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'es:ESHttp*',
          Resource: [`${domain}/*,*`, `${domain}/*%2C*`, `${domain}/*%2c*`],
        },
      ],
    };
  }
}
