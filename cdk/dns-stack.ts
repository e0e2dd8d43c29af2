import { CrossStackReferences, ReferenceStrength, type Stage } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { type Cluster, names, type Platform } from '#model';
import { delegationsFrom, delegationTo } from './delegation';
import { encryptedLog } from './encrypted-log';
import { letLogsUse } from './keys-stack';
import { PlatformStack } from './platform-stack';
import { worldwide } from './worldwide';

/** Who may issue certificates for names of a zone: AWS, and the issuer of the gateway's own. Nobody for all names at once. */
const issuers = ['0 issue "amazon.com"', '0 issue "letsencrypt.org"', '0 issuewild ";"'];

/**
 * The public zone of an environment, with every question to it in a log. Where another environment's domain lies above it, it enters itself
 * there; the zone above all others is entered at the registrar of the domain, once.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html
 */
export class DnsStack extends PlatformStack {
  readonly zoneId: string;
  /** Encrypts the logs of this and the other worldwide stacks. */
  readonly logsKey: kms.IKey;

  constructor(stage: Stage, platform: Platform, active: Cluster) {
    const { environment } = active;
    super(stage, 'dns', worldwide(active), `Zone ${environment.domain}`);
    const key = new kms.Key(this, 'logs-key', {
      alias: names.keyAlias(environment.name, 'logs'),
      description: `Worldwide logs of ${environment.name}`,
      enableKeyRotation: true,
      removalPolicy: this.provision.removalPolicy,
    });
    letLogsUse(key, this.cluster);
    this.logsKey = key;
    const zone = this.zone(environment.domain);
    this.zoneId = zone.attrId;
    new route53.CfnRecordSet(this, 'issuers', {
      hostedZoneId: this.zoneId,
      name: environment.domain,
      type: 'CAA',
      ttl: '3600',
      resourceRecords: issuers,
    });
    delegationsFrom(this, platform, zone);
    delegationTo(this, platform, zone);
  }

  private zone(domain: string): route53.CfnHostedZone {
    const { cluster, provision, logsKey: key } = this;
    const log = encryptedLog(this, 'questions', { name: `/aws/route53/${domain}`, key, provision });
    const mayLog = new logs.CfnResourcePolicy(this, 'questions-policy', {
      policyName: `${cluster.name}-questions`,
      policyDocument: this.toJsonString({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'route53.amazonaws.com' },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: log.logGroupArn,
            Condition: {
              StringEquals: { 'aws:SourceAccount': cluster.account },
              ArnLike: { 'aws:SourceArn': `arn:${this.partition}:route53:::hostedzone/*` },
            },
          },
        ],
      }),
    });
    const made = new route53.CfnHostedZone(this, 'zone', {
      name: domain,
      hostedZoneConfig: { comment: `Names of ${cluster.environment.name}` },
      queryLoggingConfig: { cloudWatchLogsLogGroupArn: log.logGroupArn },
    });
    made.addResourceDependency(mayLog);
    // Read from other regions, for which a stronger tie would need a function in each.
    CrossStackReferences.of(made).produce(ReferenceStrength.WEAK);
    // Its name servers are chosen by AWS; another zone of the same name has others.
    made.applyRemovalPolicy(provision.removalPolicy);
    return made;
  }
}
