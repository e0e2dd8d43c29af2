import { samplePlatform } from '#model/sample';
import { type Fields, open, sampleWith } from '#model/testing';
import { resourcesOf } from './reading';
import { templatesOf } from './templates';
import { restaurant } from './testing';

const stacks = templatesOf(restaurant);
const propertiesIn = (name: string, type: string, from = stacks) =>
  resourcesOf(
    from.filter(({ stack }) => stack === name),
    type,
  ).map(({ Properties }) => Properties);

const [sample] = samplePlatform().environments;

/** The sample with a standby, and without an edge. */
const plain = templatesOf(
  samplePlatform(
    sampleWith({
      [open]: {
        edge: false,
        clusters: [
          ...(sample?.clusters ?? []),
          { region: 'ap-south-2', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.220.0.0/16', standby: true },
        ],
      },
    }),
  ),
);

describe('behind CloudFront', () => {
  test('the load balancer lets nobody else in, and ends no TLS, since its targets would no longer see who calls', () => {
    const [door] = propertiesIn('terrace/ap-south-1-gateway', 'AWS::EC2::SecurityGroup');
    expect(door.SecurityGroupIngress).toEqual([
      expect.objectContaining({ SourcePrefixListId: expect.anything(), FromPort: 443, ToPort: 443 }),
    ]);
    const [listener] = propertiesIn('terrace/ap-south-1-gateway', 'AWS::ElasticLoadBalancingV2::Listener');
    expect([listener.Protocol, listener.Certificates]).toEqual(['TCP', undefined]);
  });

  test('the caller is led to the firewall, the accelerator to the active region first', () => {
    expect(propertiesIn('terrace/us-east-1-edge', 'AWS::WAFv2::WebACL').map(({ Scope }) => Scope)).toEqual(['CLOUDFRONT']);
    expect(
      propertiesIn('terrace/us-east-1-edge', 'AWS::GlobalAccelerator::EndpointGroup').map(
        ({ EndpointGroupRegion, TrafficDialPercentage, EndpointConfigurations: [{ ClientIPPreservationEnabled }] }) =>
          `${EndpointGroupRegion} ${TrafficDialPercentage} ${ClientIPPreservationEnabled}`,
      ),
    ).toEqual(['ap-south-1 100 true', 'ap-south-2 0 true']);
  });

  test('the firewall asks the rates first, then every group of AWS, and logs without tokens', () => {
    const [{ Rules }] = propertiesIn('terrace/us-east-1-edge', 'AWS::WAFv2::WebACL');
    expect(Rules.map(({ Name, Priority }: { Name: string; Priority: number }) => `${Priority} ${Name}`)).toEqual([
      '0 rate',
      '1 AWSManagedRulesAmazonIpReputationList',
      '2 AWSManagedRulesCommonRuleSet',
      '3 AWSManagedRulesKnownBadInputsRuleSet',
      '4 AWSManagedRulesSQLiRuleSet',
    ]);
    const [{ RedactedFields, LogDestinationConfigs }] = propertiesIn('terrace/us-east-1-edge', 'AWS::WAFv2::LoggingConfiguration');
    expect(RedactedFields.map(({ SingleHeader }: { SingleHeader: { Name: string } }) => SingleHeader.Name)).toEqual([
      'authorization',
      'cookie',
    ]);
    const [group] = propertiesIn('terrace/us-east-1-edge', 'AWS::Logs::LogGroup').filter(({ LogGroupName }) =>
      LogGroupName.startsWith('aws-waf-logs-'),
    );
    expect(JSON.stringify(LogDestinationConfigs)).toContain(`:log-group:${group.LogGroupName}"`);
  });

  test('CloudFront asks by TLS alone, for the host of the caller', () => {
    const [{ DistributionConfig }] = propertiesIn('terrace/us-east-1-edge', 'AWS::CloudFront::Distribution');
    const { Origins, DefaultCacheBehavior, Aliases } = DistributionConfig;
    expect(
      Origins.map(({ DomainName, CustomOriginConfig }: Fields) => [DomainName, (CustomOriginConfig as Fields).OriginProtocolPolicy]),
    ).toEqual([['origin.example.org', 'https-only']]);
    // The managed policy that hands on every header.
    expect(DefaultCacheBehavior.OriginRequestPolicyId).toBe('216adef6-5c7f-47e4-b989-5492eafa07d3');
    expect([Aliases, DefaultCacheBehavior.ViewerProtocolPolicy]).toEqual([['api.example.org'], 'https-only']);
  });
});

/** A line a record: name, type, what it is for. */
const recordsOf = (name: string, from = stacks): string[] =>
  propertiesIn(name, 'AWS::Route53::RecordSet', from).map(({ Name, Type, Failover, HealthCheckId }) =>
    [Name, Type, Failover, HealthCheckId && 'checked'].filter(Boolean).join(' '),
  );

test.each([
  [
    'with an edge and a standby',
    'terrace/us-east-1-records',
    stacks,
    ['api.example.org A', 'api.example.org AAAA', 'origin.example.org A PRIMARY checked', 'origin.example.org A SECONDARY'],
  ],
  ['alone', 'open/us-east-1-records', stacks, ['api.restaurant.example.org A']],
  [
    'without an edge, with a standby',
    'open/us-east-1-records',
    plain,
    ['api.restaurant.example.org A PRIMARY checked', 'api.restaurant.example.org A SECONDARY'],
  ],
])('names of an environment %s', (_, name, from, records) => expect(recordsOf(name, from)).toEqual(records));

test('a health check asks for the alarm that the active region has', () => {
  for (const [environment, from] of [
    ['terrace', stacks],
    ['open', plain],
  ] as const) {
    const [check] = propertiesIn(`${environment}/us-east-1-records`, 'AWS::Route53::HealthCheck', from);
    const [alarm] = propertiesIn(`${environment}/ap-south-1-gateway`, 'AWS::CloudWatch::Alarm', from);
    expect(check.HealthCheckConfig.AlarmIdentifier).toEqual({ Name: alarm.AlarmName, Region: 'ap-south-1' });
  }
});

test('without an edge each load balancer ends TLS with a certificate for the API', () => {
  for (const region of ['ap-south-1', 'ap-south-2']) {
    const [listener] = propertiesIn(`open/${region}-gateway`, 'AWS::ElasticLoadBalancingV2::Listener', plain);
    expect([listener.Protocol, listener.Certificates]).toEqual(['TLS', [{ CertificateArn: { Ref: 'certificate' } }]]);
    const [certificate] = propertiesIn(`open/${region}-gateway`, 'AWS::CertificateManager::Certificate', plain);
    expect([certificate.DomainName, certificate.ValidationMethod]).toEqual(['api.restaurant.example.org', 'DNS']);
  }
  expect(plain.map(({ stack }) => stack).filter((stack) => stack.endsWith('-edge'))).toEqual([]);
});

test('a zone may be entered in the one above it by its own function alone, and there only', () => {
  const [role] = propertiesIn('terrace/us-east-1-dns', 'AWS::IAM::Role');
  const [{ Principal, Condition }] = role.AssumeRolePolicyDocument.Statement;
  expect([JSON.stringify(Principal), JSON.stringify(Condition)]).toEqual([
    expect.stringContaining(':iam::888888888888:root'),
    expect.stringContaining(':iam::888888888888:role/open-zone-delegation'),
  ]);
  expect(propertiesIn('open/us-east-1-dns', 'AWS::IAM::Role').map(({ RoleName }) => RoleName)).toContain('open-zone-delegation');
  const [policy] = propertiesIn('terrace/us-east-1-dns', 'AWS::IAM::Policy');
  const writing = policy.PolicyDocument.Statement.find(({ Action }: Fields) => Action === 'route53:ChangeResourceRecordSets');
  expect(writing.Condition).toEqual({
    'ForAllValues:StringEquals': {
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['restaurant.example.org'],
      'route53:ChangeResourceRecordSetsRecordTypes': ['NS'],
      'route53:ChangeResourceRecordSetsActions': ['DELETE', 'UPSERT'],
    },
  });
});

test('an environment with one cluster has no transit gateway; no way leads to another environment', () => {
  expect(stacks.map(({ stack }) => stack).filter((stack) => /^open\/.*-(transit|peering)$/.test(stack))).toEqual([]);
  const routes = resourcesOf(stacks, 'AWS::EC2::TransitGatewayRoute');
  const own = restaurant.clusters.filter(({ environment }) => environment.name === 'terrace').map(({ cidr }) => cidr);
  expect(new Set(routes.map(({ Properties }) => Properties.DestinationCidrBlock))).toEqual(new Set(own));
  expect(routes.every(({ stack }) => stack.stack.startsWith('terrace/'))).toBe(true);
});

test('a transit gateway associates and propagates nothing by itself, and each has a number of its own', () => {
  const gateways = resourcesOf(stacks, 'AWS::EC2::TransitGateway').map(({ Properties }) => Properties);
  for (const each of gateways)
    expect([each.DefaultRouteTableAssociation, each.DefaultRouteTablePropagation, each.AutoAcceptSharedAttachments]).toEqual([
      'disable',
      'disable',
      'disable',
    ]);
  expect(gateways.map(({ AmazonSideAsn }) => AmazonSideAsn)).toEqual([64512, 64513]);
});

test('to fail over replaces nothing: the same resources, under the same ids', () => {
  const swapped = {
    ...restaurant,
    clusters: restaurant.clusters.map((cluster) =>
      cluster.environment.name === 'terrace' ? { ...cluster, standby: !cluster.standby } : cluster,
    ),
  };
  const ofWay = (from: typeof stacks) =>
    Object.fromEntries(
      from
        .filter(({ stack }) => /^terrace\/.*-(dns|gateway|edge|records|transit|peering)$/.test(stack))
        .map(({ stack, resources }) => [stack, Object.keys(resources).sort()]),
    );
  const after = templatesOf(swapped);
  expect(ofWay(after)).toEqual(ofWay(stacks));
  expect(
    after.filter(({ stack }) => /^terrace\/.*-(transit|peering)$/.test(stack)).map(({ stack, resources }) => [stack, resources]),
  ).toEqual(stacks.filter(({ stack }) => /^terrace\/.*-(transit|peering)$/.test(stack)).map(({ stack, resources }) => [stack, resources]));
});
