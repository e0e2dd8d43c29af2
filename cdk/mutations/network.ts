import type { Mutations } from './mutation';

const rule = { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { CidrIpv6: '::/0' } };

export const network = {
  'is not open to the internet': [
    ['open/ap-south-1-data group Properties/SecurityGroupIngress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    ['open/ap-south-1-network endpointsgroup Properties/SecurityGroupEgress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    ['open/ap-south-1-gateway door Properties/SecurityGroupIngress/0/FromPort', 0, 'is open to 0.0.0.0/0'],
    ['open/ap-south-1-gateway door Properties/SecurityGroupEgress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    ['terrace/ap-south-1-gateway door Properties/SecurityGroupIngress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    [
      'open/ap-south-1-network endpointsgroup Properties/SecurityGroupEgress',
      undefined,
      'says nothing of the way out, which AWS then opens',
    ],
    ['open/ap-south-1-data more', rule, 'is open to ::/0'],
    ['open/ap-south-1-data writer Properties/PubliclyAccessible', undefined, 'has a public address'],
    ['open/ap-south-1-cache group Properties/SecurityGroupIngress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    ['open/ap-south-1-documents functionsgroup Properties/SecurityGroupEgress/0/CidrIp', '0.0.0.0/0', 'is open to 0.0.0.0/0'],
    ['open/ap-south-1-search domain Properties/VPCOptions', undefined, 'has a public address'],
    [
      'open/ap-south-1-streaming cluster Properties/BrokerNodeGroupInfo/ConnectivityInfo',
      { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } },
      'has a public address',
    ],
    [
      'open/ap-south-1-storage waiterreceipts Properties/PublicAccessBlockConfiguration/BlockPublicPolicy',
      false,
      'may be opened to everybody',
    ],
  ],
} satisfies Mutations;
