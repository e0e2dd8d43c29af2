import type * as kms from 'aws-cdk-lib/aws-kms';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import { encryptedLog } from './encrypted-log';
import type { PlatformStack } from './platform-stack';

/** Requests of one address in five minutes; a caller behind it who needs more is told so by 403. Limits for each caller are the services' own. */
const mostRequests = 6000;

/**
 * Groups of rules that AWS keeps, in the order in which they are asked. What they only count is decided better by the services: how long a body may
 * be, and what may stand in it.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
const managed: readonly { readonly name: string; readonly counted?: readonly string[] }[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList' },
  { name: 'AWSManagedRulesCommonRuleSet', counted: ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY'] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
  { name: 'AWSManagedRulesSQLiRuleSet', counted: ['SQLi_BODY'] },
];

/** The firewall before CloudFront, as its ARN. What it refuses or counts is in a log, without tokens and cookies. */
export const firewall = (stack: PlatformStack, key: kms.IKey): string => {
  const { name } = stack.cluster.environment;
  const seen = (metricName: string) => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName });
  const acl = new waf.CfnWebACL(stack, 'firewall', {
    name,
    description: `Callers of ${name}`,
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: seen(name),
    rules: [
      {
        name: 'rate',
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: mostRequests, evaluationWindowSec: 300, aggregateKeyType: 'IP' } },
        visibilityConfig: seen('rate'),
      },
      ...managed.map(({ name: group, counted = [] }, index) => ({
        name: group,
        priority: index + 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: group,
            ...(counted.length > 0 && { ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })) }),
          },
        },
        visibilityConfig: seen(group),
      })),
    ],
  });
  // AWS takes no other beginning.
  const logGroupName = `aws-waf-logs-${name}`;
  const group = encryptedLog(stack, 'firewall-log', { name: logGroupName, key, provision: stack.provision });
  const logging = new waf.CfnLoggingConfiguration(stack, 'firewall-logging', {
    resourceArn: acl.attrArn,
    logDestinationConfigs: [`arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${logGroupName}`],
    redactedFields: ['authorization', 'cookie'].map((header) => ({ singleHeader: { Name: header } })),
    loggingFilter: {
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({ ActionCondition: { Action } })),
        },
      ],
    },
  });
  logging.node.addDependency(group);
  return acl.attrArn;
};
