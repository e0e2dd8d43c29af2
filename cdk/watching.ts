import * as config from 'aws-cdk-lib/aws-config';
import * as events from 'aws-cdk-lib/aws-events';
import * as guardduty from 'aws-cdk-lib/aws-guardduty';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as securityhub from 'aws-cdk-lib/aws-securityhub';
import { acceptManaged } from './acknowledged';
import { recorderPolicy, recorderRole } from './audit';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

/** What must hold for resources of a region; each rule is one that AWS keeps. */
const regionRules = [
  config.ManagedRuleIdentifiers.S3_BUCKET_PUBLIC_READ_PROHIBITED,
  config.ManagedRuleIdentifiers.S3_BUCKET_PUBLIC_WRITE_PROHIBITED,
  config.ManagedRuleIdentifiers.EBS_ENCRYPTED_VOLUMES,
  config.ManagedRuleIdentifiers.RDS_STORAGE_ENCRYPTED,
  config.ManagedRuleIdentifiers.RDS_INSTANCE_PUBLIC_ACCESS_CHECK,
  config.ManagedRuleIdentifiers.EKS_ENDPOINT_NO_PUBLIC_ACCESS,
  config.ManagedRuleIdentifiers.VPC_DEFAULT_SECURITY_GROUP_CLOSED,
];

/** What must hold for people and keys, which belong to no region. */
const accountRules = [
  config.ManagedRuleIdentifiers.IAM_USER_NO_POLICIES_CHECK,
  config.ManagedRuleIdentifiers.IAM_USER_UNUSED_CREDENTIALS_CHECK,
  config.ManagedRuleIdentifiers.IAM_ROOT_ACCESS_KEY_CHECK,
  config.ManagedRuleIdentifiers.ROOT_ACCOUNT_MFA_ENABLED,
];

/** Where the states of resources go, and what else is recorded. */
export interface Recorded {
  readonly bucket: s3.Bucket;
  readonly keys: KeysStack;
  /** Whether users and roles are recorded here; in one region of an account, or each of them is paid for several times. */
  readonly home: boolean;
}

/**
 * Records the state of each resource, and says which break a rule: at once where customers are served, otherwise once a day.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 */
export const recorder = (stack: PlatformStack, { bucket, keys, home }: Recorded): config.CfnConfigurationRecorder => {
  const role = recorderRole(stack, keys);
  acceptManaged(role, [recorderPolicy], 'It reads every kind of resource; AWS adds those that are new.');
  const atOnce = stack.provision.watch === 'everything';
  const made = new config.CfnConfigurationRecorder(stack, 'recorder', {
    name: stack.cluster.name,
    roleArn: role.roleArn,
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: home },
    recordingMode: { recordingFrequency: atOnce ? 'CONTINUOUS' : 'DAILY' },
  });
  made.node.addDependency(role);
  // AWS makes the recorder, waits for this channel, and starts it; an order between both would make each wait for the other.
  const channel = new config.CfnDeliveryChannel(stack, 'channel', {
    name: stack.cluster.name,
    s3BucketName: bucket.bucketName,
    s3KmsKeyArn: keys.audit.keyArn,
    configSnapshotDeliveryProperties: { deliveryFrequency: 'TwentyFour_Hours' },
  });
  channel.node.addDependency(role);
  for (const sourceIdentifier of home ? [...regionRules, ...accountRules] : regionRules) {
    const rule = new config.CfnConfigRule(stack, sourceIdentifier.toLowerCase().replaceAll('_', '-'), {
      configRuleName: `${stack.cluster.name}-${sourceIdentifier.toLowerCase().replaceAll('_', '-')}`,
      source: { owner: 'AWS', sourceIdentifier },
    });
    rule.addResourceDependency(made);
  }
  return made;
};

/**
 * Watches for attacks: by what is asked of AWS, of buckets and of the cluster's control plane; where customers are served also by what
 * happens on nodes, in disks that look infected, in the database and in functions.
 * @see https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfiguration.html
 */
export const detector = (stack: PlatformStack): void => {
  const inside = stack.provision.watch === 'everything' ? 'ENABLED' : 'DISABLED';
  const feature = (name: string, status: string): guardduty.CfnDetector.CFNFeatureConfigurationProperty => ({ name, status });
  new guardduty.CfnDetector(stack, 'detector', {
    enable: true,
    findingPublishingFrequency: 'FIFTEEN_MINUTES',
    features: [
      feature('S3_DATA_EVENTS', 'ENABLED'),
      feature('EKS_AUDIT_LOGS', 'ENABLED'),
      feature('EBS_MALWARE_PROTECTION', inside),
      feature('RDS_LOGIN_EVENTS', inside),
      feature('LAMBDA_NETWORK_LOGS', inside),
      {
        ...feature('RUNTIME_MONITORING', inside),
        // AWS installs its agent as an add-on of the cluster, and keeps it up to date.
        additionalConfiguration: [{ name: 'EKS_ADDON_MANAGEMENT', status: inside }],
      },
    ],
  });
};

/**
 * Gathers findings of every kind, holds the account against the practices of AWS, and sends what is grave to the topic.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html
 */
export const findings = (stack: PlatformStack, recorded: config.CfnConfigurationRecorder, topicArn: string): void => {
  const hub = new securityhub.CfnHub(stack, 'hub', {
    enableDefaultStandards: false,
    autoEnableControls: true,
    controlFindingGenerator: 'SECURITY_CONTROL',
  });
  hub.addResourceDependency(recorded);
  const practices = new securityhub.CfnStandard(stack, 'practices', {
    standardsArn: `arn:${stack.partition}:securityhub:${stack.cluster.region}::standards/aws-foundational-security-best-practices/v/1.0.0`,
  });
  practices.addResourceDependency(hub);
  new events.CfnRule(stack, 'grave-findings', {
    description: 'Findings that cannot wait, to people',
    eventPattern: {
      source: ['aws.securityhub'],
      'detail-type': ['Security Hub Findings - Imported'],
      detail: {
        findings: {
          Severity: { Label: ['CRITICAL', 'HIGH'] },
          Workflow: { Status: ['NEW'] },
          RecordState: ['ACTIVE'],
          Compliance: { Status: [{ exists: false }, 'FAILED'] },
        },
      },
    },
    targets: [{ id: 'alarms', arn: topicArn }],
  });
};

/**
 * Tells people what somebody changes in the console; where customers are served, changes go through the repository. The field is in an event
 * only where it is true.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const consoleWrites = (stack: PlatformStack, topicArn: string): void =>
  void new events.CfnRule(stack, 'console-writes', {
    description: 'Changes that somebody makes in the console, to people',
    eventPattern: {
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { readOnly: [false], sessionCredentialFromConsole: [{ exists: true }] },
    },
    targets: [{ id: 'alarms', arn: topicArn }],
  });
