import type { Stage } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type Cluster, names, type Platform } from '#model';
import { acceptManaged } from './acknowledged';
import type { GovernanceStack } from './governance-stack';
import type { KeysStack } from './keys-stack';
import { PlatformStack } from './platform-stack';
import { restoreTests } from './restore-tests';

/** Days in which a lock can still be lifted; after them not even AWS lifts it. */
const reconsidered = 14;

const policies = [
  'service-role/AWSBackupServiceRolePolicyForBackup',
  'service-role/AWSBackupServiceRolePolicyForRestores',
  'AWSBackupServiceRolePolicyForS3Backup',
  'AWSBackupServiceRolePolicyForS3Restore',
];

const { key: tagKey, value: tagValue } = names.backupTag;

/**
 * Backups of what carries the tag `backup: daily`: one a day, and one that goes back to any second. The standby region has a vault with copies of
 * the daily ones. Where customers are served, vaults are locked and a backup of each kind is restored every week.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
 */
export class BackupStack extends PlatformStack {
  private readonly keys: KeysStack;

  constructor(stage: Stage, platform: Platform, cluster: Cluster, { keys, governance }: { keys: KeysStack; governance: GovernanceStack }) {
    super(stage, 'backup', cluster, `Backups of ${cluster.name}, and copies of those of its other region`);
    this.keys = keys;
    const vault = this.vault(governance);
    if (cluster.standby) return;
    const standby = platform.clusters.find((each) => each.environment.name === cluster.environment.name && each.standby);
    const role = this.role();
    const plan = this.plan(vault, standby);
    new backup.CfnBackupSelection(this, 'selection', {
      backupPlanId: plan.ref,
      backupSelection: {
        selectionName: tagValue,
        iamRoleArn: role.roleArn,
        resources: ['*'],
        conditions: {
          StringEquals: [
            { ConditionKey: `aws:ResourceTag/${tagKey}`, ConditionValue: tagValue },
            { ConditionKey: 'aws:ResourceTag/environment', ConditionValue: cluster.environment.name },
          ],
        },
      },
    });
    if (this.provision.vaultLocked) restoreTests(this, platform, { vault, role });
  }

  private vault({ alarmsTopicArn }: GovernanceStack): backup.CfnBackupVault {
    const { provision, cluster } = this;
    const made = new backup.CfnBackupVault(this, 'vault', {
      backupVaultName: names.backupVault(cluster.name),
      encryptionKeyArn: this.keys.backups.keyArn,
      notifications: { snsTopicArn: alarmsTopicArn, backupVaultEvents: failures },
      ...(provision.vaultLocked && {
        lockConfiguration: {
          minRetentionDays: provision.backupDays,
          maxRetentionDays: provision.backupDays,
          changeableForDays: reconsidered,
        },
      }),
    });
    made.applyRemovalPolicy(provision.removalPolicy);
    return made;
  }

  /** AWS Backup acts as this role; AWS adds to its policies what a further kind of store needs. */
  private role(): iam.Role {
    const role = new iam.Role(this, 'role', {
      assumedBy: new iam.ServicePrincipal('backup.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.cluster.account } },
      }),
      managedPolicies: policies.map((policy) => iam.ManagedPolicy.fromAwsManagedPolicyName(policy)),
    });
    acceptManaged(role, policies, 'What a backup needs differs by the kind of store; AWS keeps these policies in step.');
    return role;
  }

  private plan(vault: backup.CfnBackupVault, standby: Cluster | undefined): backup.CfnBackupPlan {
    const lifecycle = { deleteAfterDays: this.provision.backupDays };
    const shared = { targetBackupVault: vault.ref, startWindowMinutes: 60, completionWindowMinutes: 720, lifecycle };
    return new backup.CfnBackupPlan(this, 'plan', {
      backupPlan: {
        backupPlanName: this.cluster.name,
        backupPlanRule: [
          {
            ...shared,
            ruleName: 'daily',
            scheduleExpression: 'cron(0 1 * * ? *)',
            ...(standby && { copyActions: [{ destinationBackupVaultArn: vaultArn(standby), lifecycle }] }),
          },
          // Copies of these are not continuous, so the other rule makes them.
          { ...shared, ruleName: 'continuous', scheduleExpression: 'cron(0 3 * * ? *)', enableContinuousBackup: true },
        ],
      },
    });
  }
}

const failures = ['BACKUP_JOB_FAILED', 'COPY_JOB_FAILED', 'RESTORE_JOB_FAILED', 'S3_BACKUP_OBJECT_FAILED'];

const vaultArn = ({ name, region, account }: Cluster): string =>
  `arn:aws:backup:${region}:${account}:backup-vault:${names.backupVault(name)}`;
