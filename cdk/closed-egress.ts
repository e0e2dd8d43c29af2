import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';

/** No way out. An empty list would open everything, so one way is named that leads nowhere. */
export const closedEgress: CfnSecurityGroup.EgressProperty[] = [
  { ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32', description: 'Nowhere' },
];
