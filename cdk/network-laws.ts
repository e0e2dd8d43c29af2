import type { Platform } from '#model';
import type { Law } from './laws';
import { type Placed, resourcesOf } from './reading';

/** The way in of an environment without an edge before it: TLS, and nothing else, to its load balancer. */
const isPublicDoor = ({ stack, Properties: { SecurityGroupIngress = [] } }: Placed, rule: PortRange, { clusters }: Platform): boolean => {
  const plain = clusters.find(({ environment, region }) => stack.stack === `${environment.name}/${region}-gateway`)?.edge === false;
  return plain && SecurityGroupIngress.includes(rule) && rule.FromPort === 443 && rule.ToPort === 443 && rule.IpProtocol === 'tcp';
};

interface PortRange {
  readonly IpProtocol: string;
  readonly FromPort: number;
  readonly ToPort: number;
}

/** Nothing is open to the internet but the way in. */
export const closed: Law = ({ stacks, platform }) => {
  const everywhere = ['0.0.0.0/0', '::/0'];
  const groups = resourcesOf(stacks, 'AWS::EC2::SecurityGroup').flatMap((group) => {
    const { at, Properties } = group;
    const rules = [...(Properties.SecurityGroupIngress ?? []), ...(Properties.SecurityGroupEgress ?? [])];
    return [
      ...(Properties.SecurityGroupEgress?.length ? [] : [`${at}: says nothing of the way out, which AWS then opens`]),
      ...rules.filter((rule) => !isPublicDoor(group, rule, platform)).map((rule) => ({ at, rule })),
    ];
  });
  const rules = resourcesOf(stacks, 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress').map(({ at, Properties }) => ({
    at,
    rule: Properties,
  }));
  return [
    ...[...groups, ...rules].flatMap((each) => {
      if (typeof each === 'string') return each;
      const range = [each.rule.CidrIp, each.rule.CidrIpv6].find((cidr) => everywhere.includes(cidr));
      return range ? `${each.at}: is open to ${range}` : [];
    }),
    ...resourcesOf(stacks, 'AWS::RDS::DBInstance')
      .filter(({ Properties }) => Properties.PubliclyAccessible !== false)
      .map(({ at }) => `${at}: has a public address`),
    ...resourcesOf(stacks, 'AWS::OpenSearchService::Domain')
      .filter(({ Properties }) => !Properties.VPCOptions?.SubnetIds?.length)
      .map(({ at }) => `${at}: has a public address`),
    ...resourcesOf(stacks, 'AWS::MSK::Cluster')
      .filter(({ Properties }) => Properties.BrokerNodeGroupInfo.ConnectivityInfo?.PublicAccess)
      .map(({ at }) => `${at}: has a public address`),
    ...resourcesOf(stacks, 'AWS::S3::Bucket')
      .filter(({ Properties: { PublicAccessBlockConfiguration: block = {} } }) => Object.values(block).filter(Boolean).length < 4)
      .map(({ at }) => `${at}: may be opened to everybody`),
  ];
};
