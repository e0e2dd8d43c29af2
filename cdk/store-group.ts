import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { closedEgress } from './closed-egress';
import type { NetworkStack } from './network-stack';
import type { PlatformStack } from './platform-stack';

/** What stands behind a security group. */
export interface StoreGroupProps {
  /** What people call it: `PostgreSQL`. */
  readonly store: string;
  readonly port: number;
}

/** Lets nodes and pods into a store, and the store nowhere. */
export const storeGroup = (stack: PlatformStack, { vpcId }: NetworkStack, { store, port }: StoreGroupProps): CfnSecurityGroup =>
  new CfnSecurityGroup(stack, 'group', {
    vpcId,
    groupDescription: `${store}: from nodes and pods, to nowhere`,
    securityGroupIngress: stack.cluster.subnets.pods.map((cidrIp) => ({
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      cidrIp,
      description: 'Nodes and pods',
    })),
    securityGroupEgress: closedEgress,
  });
