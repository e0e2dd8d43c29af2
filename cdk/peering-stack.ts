import { CrossStackReferences, CustomResource, Duration, ReferenceStrength, type Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { acceptUnscoped } from './acknowledged';
import { encryptedLog } from './encrypted-log';
import { functionCode } from './function-code';
import type { KeysStack } from './keys-stack';
import { PlatformStack } from './platform-stack';
import type { TransitStack } from './transit-stack';

/** Two transit gateways that are joined, as one of them sees it. */
interface Joined {
  readonly here: TransitStack;
  readonly there: TransitStack;
}

/**
 * Joins the transit gateway of a region with that of another one, and leads pods to the range there. CloudFormation can ask for that but not
 * consent, so a function does, and waits until the way is open.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html
 */
export class PeeringStack extends PlatformStack {
  /** The attachment, once it can be used. */
  readonly attachmentId: string;

  readonly from: TransitStack;

  constructor(stage: Stage, { here, there }: Joined, keys: KeysStack) {
    super(stage, 'peering', here.cluster, `Way from ${here.cluster.name} to ${there.cluster.name}`);
    const asked = new ec2.CfnTransitGatewayPeeringAttachment(this, 'attachment', {
      transitGatewayId: here.gateway.attrId,
      peerTransitGatewayId: there.gateway.attrId,
      peerRegion: there.cluster.region,
      peerAccountId: there.cluster.account,
    });
    // Read from another region, for which a stronger tie would need a function in both.
    CrossStackReferences.of(asked).produce(ReferenceStrength.WEAK);
    this.attachmentId = asked.attrTransitGatewayAttachmentId;
    const accepted = this.accept(there, keys);
    this.from = here;
    lead(this, { here, there }, this.attachmentId).node.addDependency(accepted);
  }

  private accept({ cluster: { region, account } }: TransitStack, keys: KeysStack): CustomResource {
    const { cluster, provision, attachmentId } = this;
    const log = encryptedLog(this, 'acceptance-log', { name: `/platform/${cluster.name}/peering-acceptance`, key: keys.logs, provision });
    const role = new iam.Role(this, 'acceptance-role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const allow = (action: string, resource: string): boolean =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [action], resources: [resource] }));
    allow('logs:CreateLogStream', log.logGroupArn);
    allow('logs:PutLogEvents', log.logGroupArn);
    allow('ec2:DescribeTransitGatewayPeeringAttachments', '*');
    allow(
      'ec2:AcceptTransitGatewayPeeringAttachment',
      `arn:${this.partition}:ec2:${region}:${account}:transit-gateway-attachment/${attachmentId}`,
    );
    acceptUnscoped(role);
    const acceptance = new lambda.Function(this, 'acceptance', {
      description: 'Consents to being joined',
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: functionCode('peering-acceptance'),
      timeout: Duration.minutes(15),
      logGroup: log,
      role,
    });
    acceptance.node.addDependency(role);
    const made = new CustomResource(this, 'accepted', {
      serviceToken: acceptance.functionArn,
      resourceType: 'Custom::PeeringAcceptance',
      serviceTimeout: Duration.minutes(16),
      properties: { AttachmentId: attachmentId, Region: region },
    });
    made.node.addDependency(acceptance);
    return made;
  }
}

/** The ways back, in the region that has consented. */
export class ReturnStack extends PlatformStack {
  constructor(stage: Stage, here: TransitStack, peerings: readonly PeeringStack[]) {
    super(stage, 'peering', here.cluster, `Ways from ${here.cluster.name} to other regions`);
    for (const peering of peerings) {
      lead(this, { here, there: peering.from }, peering.attachmentId);
      // The attachment is there before it can be used.
      this.addStackDependency(peering);
    }
  }
}

/** Leads what pods send to the other region's range over the attachment. Gives what comes first, and cannot be before the attachment can be used. */
const lead = (stack: PlatformStack, { here, there }: Joined, attachmentId: string): ec2.CfnTransitGatewayRouteTableAssociation => {
  const { cidr: destinationCidrBlock, region } = there.cluster;
  const over = { transitGatewayAttachmentId: attachmentId, transitGatewayRouteTableId: here.tableId };
  const association = new ec2.CfnTransitGatewayRouteTableAssociation(stack, `from-${region}`, over);
  const away = new ec2.CfnTransitGatewayRoute(stack, `to-${region}`, { ...over, destinationCidrBlock });
  away.addResourceDependency(association);
  for (const [index, routeTableId] of here.network.podRouteTables.entries()) {
    const transitGatewayId = here.gateway.attrId;
    const route = new ec2.CfnRoute(stack, `pods-${index}-to-${region}`, { routeTableId, destinationCidrBlock, transitGatewayId });
    route.addResourceDependency(away);
  }
  return association;
};
