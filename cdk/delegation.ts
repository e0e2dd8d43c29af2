import { Duration, Fn } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import { AwsCustomResource, type AwsSdkCall, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { type Environment, names, type Platform } from '#model';
import { acceptUnscoped } from './acknowledged';
import type { DnsStack } from './dns-stack';
import { encryptedLog } from './encrypted-log';

/** The environment whose domain lies nearest above another one's; none where the registrar does. */
export const above = ({ environments }: Platform, { domain }: Environment): Environment | undefined =>
  environments.filter((each) => domain.endsWith(`.${each.domain}`)).sort((a, b) => b.domain.length - a.domain.length)[0];

/** The role that enters one zone in the one above it, in the account of that one. */
const entryRole = (parent: Environment, child: Environment): string => names.roleName(parent.name, 'delegates', child.name);

/** The role of the function that asks for it, in the account of the zone. */
const askingRole = (child: Environment): string => names.roleName(child.name, 'zone', 'delegation');

/**
 * For each environment below this one a role that may write the name servers of that zone into this one, and nothing else.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
 */
export const delegationsFrom = (stack: DnsStack, platform: Platform, zone: route53.CfnHostedZone): void => {
  const { environment } = stack.cluster;
  for (const child of platform.environments.filter((each) => above(platform, each)?.name === environment.name)) {
    const role = new iam.Role(stack, `delegates-${child.name}`, {
      roleName: entryRole(environment, child),
      description: `Enters ${child.domain} in ${environment.domain}`,
      assumedBy: new iam.PrincipalWithConditions(new iam.AccountPrincipal(child.account), {
        ArnEquals: { 'aws:PrincipalArn': `arn:${stack.partition}:iam::${child.account}:role/${askingRole(child)}` },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['route53:ListHostedZonesByName'], resources: ['*'] }));
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['route53:ChangeResourceRecordSets'],
        resources: [Fn.join('', [`arn:${stack.partition}:route53:::hostedzone/`, zone.attrId])],
        conditions: {
          'ForAllValues:StringEquals': {
            'route53:ChangeResourceRecordSetsNormalizedRecordNames': [child.domain],
            'route53:ChangeResourceRecordSetsRecordTypes': ['NS'],
            'route53:ChangeResourceRecordSetsActions': ['DELETE', 'UPSERT'],
          },
        },
      }),
    );
    acceptUnscoped(role);
  }
};

/** Enters a zone in the one above it, whose stack is deployed before. */
export const delegationTo = (stack: DnsStack, platform: Platform, zone: route53.CfnHostedZone): void => {
  const { cluster, provision, logsKey: key } = stack;
  const { environment } = cluster;
  const parent = above(platform, environment);
  if (parent === undefined) return;
  const assumedRoleArn = `arn:${stack.partition}:iam::${parent.account}:role/${entryRole(parent, environment)}`;
  const logGroup = encryptedLog(stack, 'delegation-log', { name: `/platform/${cluster.name}/delegation`, key, provision });
  const role = new iam.Role(stack, 'delegation-role', {
    roleName: askingRole(environment),
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [assumedRoleArn] }));
  const shared = { role, logGroup, timeout: Duration.minutes(1), memorySize: 256, installLatestAwsSdk: false };
  const field = 'HostedZones.0.Id';
  const found = new AwsCustomResource(stack, 'zone-above', {
    ...shared,
    resourceType: 'Custom::ZoneAbove',
    onUpdate: {
      service: '@aws-sdk/client-route-53',
      action: 'ListHostedZonesByNameCommand',
      parameters: { DNSName: parent.domain, MaxItems: 1 },
      assumedRoleArn,
      physicalResourceId: PhysicalResourceId.of(parent.domain),
      outputPaths: [field],
    },
  });
  const change = (Action: 'DELETE' | 'UPSERT'): AwsSdkCall => ({
    service: '@aws-sdk/client-route-53',
    action: 'ChangeResourceRecordSetsCommand',
    parameters: {
      HostedZoneId: found.getResponseField(field),
      ChangeBatch: {
        Changes: [
          {
            Action,
            ResourceRecordSet: {
              Name: environment.domain,
              Type: 'NS',
              TTL: 3600,
              // Always four.
              ResourceRecords: [0, 1, 2, 3].map((index) => ({ Value: Fn.select(index, zone.attrNameServers) })),
            },
          },
        ],
      },
    },
    assumedRoleArn,
    physicalResourceId: PhysicalResourceId.of(environment.domain),
    outputPaths: ['ChangeInfo.Status'],
  });
  new AwsCustomResource(stack, 'delegation', {
    ...shared,
    resourceType: 'Custom::Delegation',
    onUpdate: change('UPSERT'),
    onDelete: change('DELETE'),
  });
};
