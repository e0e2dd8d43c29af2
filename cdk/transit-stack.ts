import { CrossStackReferences, ReferenceStrength, type Stage, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Cluster } from '#model';
import type { NetworkStack } from './network-stack';
import { PlatformStack } from './platform-stack';

/** First of the numbers that everybody may use for a network of their own. */
const firstPrivateAsn = 64512;

/**
 * The transit gateway of a region, with the VPC attached. Nothing is associated or propagated by itself: its table says every way by hand. It
 * stands where an environment has clusters in several regions; environments never reach each other.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-best-design-practices.html
 */
export class TransitStack extends PlatformStack {
  readonly gateway: ec2.CfnTransitGateway;
  readonly tableId: string;
  readonly attachment: ec2.CfnTransitGatewayVpcAttachment;

  constructor(
    stage: Stage,
    cluster: Cluster,
    readonly network: NetworkStack,
  ) {
    super(stage, 'transit', cluster, `Transit gateway of ${cluster.name}`);
    this.gateway = new ec2.CfnTransitGateway(this, 'gateway', {
      description: cluster.name,
      // Regions that are joined must differ in it.
      amazonSideAsn: firstPrivateAsn + cluster.environment.clusters.findIndex(({ region }) => region === cluster.region),
      autoAcceptSharedAttachments: 'disable',
      defaultRouteTableAssociation: 'disable',
      defaultRouteTablePropagation: 'disable',
      dnsSupport: 'enable',
      vpnEcmpSupport: 'disable',
    });
    // Read from another region, for which a stronger tie would need a function in both.
    CrossStackReferences.of(this.gateway).produce(ReferenceStrength.WEAK);
    const transitGatewayId = this.gateway.attrId;
    this.attachment = new ec2.CfnTransitGatewayVpcAttachment(this, 'vpc', {
      transitGatewayId,
      vpcId: network.vpcId,
      // One in each zone that has pods.
      subnetIds: [...network.subnetIds.endpoints],
    });
    const table = new ec2.CfnTransitGatewayRouteTable(this, 'table', { transitGatewayId });
    for (const each of [this.gateway, this.attachment, table]) Tags.of(each).add('Name', cluster.name);
    this.tableId = table.attrTransitGatewayRouteTableId;
    const own = { transitGatewayAttachmentId: this.attachment.attrId, transitGatewayRouteTableId: this.tableId };
    new ec2.CfnTransitGatewayRouteTableAssociation(this, 'association', own);
    new ec2.CfnTransitGatewayRoute(this, 'home', { ...own, destinationCidrBlock: cluster.cidr });
  }
}
