import type { Stage } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { type Cluster, names, type Platform } from '#model';
import type { DnsStack } from './dns-stack';
import type { GovernanceStack } from './governance-stack';
import { PlatformStack } from './platform-stack';

/** What messages to people stand on. */
export interface MessagesPlace {
  readonly dns: DnsStack;
  readonly governance: GovernanceStack;
}

/** Whether a service of an environment sends one kind of message, or any. */
export const sends = ({ services }: Platform, kind?: 'email' | 'sms'): boolean =>
  services.some((service) => service.sends?.some((each) => kind === undefined || each === kind));

/** Part of a month's budget above which text messages are news: whoever makes a service send them to dear numbers is paid for it. */
const dear = 0.1;

/**
 * By which one region sends messages to people: the environment's domain as a sender of mail, signed by keys that the zone shows, and a guard on
 * what text messages cost. AWS itself keeps those whose address is dead, or who complained, from being written to again.
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html
 */
export class MessagesStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster, { dns, governance }: MessagesPlace) {
    super(stage, 'messages', cluster, `Messages to people from ${cluster.name}`);
    if (sends(platform, 'email')) this.sender(dns.zoneId);
    const { budget } = cluster.environment;
    if (sends(platform, 'sms') && budget) this.guard(Math.ceil(budget * dear), governance.alarmsTopicArn);
  }

  private sender(hostedZoneId: string): void {
    const { name, home, environment } = this.cluster;
    const rules = new ses.CfnConfigurationSet(this, 'rules', {
      name: names.mailRules(name),
      // Mail may hold what only its reader should see; a server that cannot take it in secret does not get it.
      deliveryOptions: { tlsPolicy: 'REQUIRE' },
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    const sender = new ses.CfnEmailIdentity(this, 'sender', {
      emailIdentity: environment.domain,
      configurationSetAttributes: { configurationSetName: rules.ref },
      dkimAttributes: { signingEnabled: true },
      dkimSigningAttributes: { nextSigningKeyLength: 'RSA_2048_BIT' },
    });
    const tokens = [
      { name: sender.attrDkimDnsTokenName1, value: sender.attrDkimDnsTokenValue1 },
      { name: sender.attrDkimDnsTokenName2, value: sender.attrDkimDnsTokenValue2 },
      { name: sender.attrDkimDnsTokenName3, value: sender.attrDkimDnsTokenValue3 },
    ];
    for (const [index, { name, value }] of tokens.entries())
      new route53.CfnRecordSet(this, `signature-${index}`, { hostedZoneId, name, type: 'CNAME', ttl: '3600', resourceRecords: [value] });
    if (!home) return;
    // Nobody else sends as this domain, so what is not signed is forged.
    new route53.CfnRecordSet(this, 'unsigned', {
      ...{ hostedZoneId, name: `_dmarc.${environment.domain}`, type: 'TXT', ttl: '3600' },
      resourceRecords: ['"v=DMARC1; p=quarantine"'],
    });
  }

  /** AWS counts what was spent since the month began. Beyond the limit of the account, which starts at a dollar, nothing is sent. */
  private guard(threshold: number, topicArn: string): void {
    new CfnAlarm(this, 'text-messages', {
      alarmName: `${this.stackName}-text-messages`,
      alarmDescription: `Text messages of ${this.cluster.name} have cost ${threshold} dollars this month: see who has them sent, and where to`,
      namespace: 'AWS/SNS',
      metricName: 'SMSMonthToDateSpentUSD',
      statistic: 'Maximum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold,
      period: 3600,
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      alarmActions: [topicArn],
    });
  }
}
