import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Cluster } from '#model';
import { encryptedLog } from './encrypted-log';
import type { Provision } from './provision';

/** What is logged, of which VPC. */
export interface FlowLogsProps {
  readonly cluster: Cluster;
  readonly vpcId: string;
  readonly key: kms.IKey;
  readonly provision: Provision;
}

/**
 * The connections of a VPC, in a log group: all of them where customers are served, otherwise those that were refused.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
 */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { cluster, vpcId, key, provision }: FlowLogsProps) {
    super(scope, id);
    const group = encryptedLog(this, 'group', { name: `/platform/${cluster.name}/flow`, key: key, provision: provision });
    const role = new iam.Role(this, 'role', {
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': cluster.account } },
      }),
    });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        resources: [group.logGroupArn],
      }),
    );
    new ec2.CfnFlowLog(this, 'log', {
      resourceType: 'VPC',
      resourceId: vpcId,
      trafficType: provision.everyZone ? 'ALL' : 'REJECT',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: group.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
    });
  }
}
