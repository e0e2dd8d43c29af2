import * as backup from 'aws-cdk-lib/aws-backup';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { type Cluster, names, type Platform } from '#model';
import type { PlatformStack } from './platform-stack';

type Overrides = Readonly<Record<string, string>>;

/** What is restored as a test, by the types of AWS Backup, and how where AWS cannot know it: otherwise into the default VPC, which is not there. */
const restored = ({ services }: Platform, { name }: Cluster): Readonly<Record<string, Overrides>> => ({
  ...(services.some(({ database }) => database) && { Aurora: { dbSubnetGroupName: name } }),
  ...(services.some(({ documents }) => documents) && { DocumentDB: { dbSubnetGroupName: names.documentsCluster(name) } }),
  ...(services.some(({ buckets }) => buckets?.length) && { S3: {} }),
});

/** A backup that nobody has ever restored is a hope. What was restored is deleted after a day. */
export const restoreTests = (
  stack: PlatformStack,
  platform: Platform,
  { vault, role }: { vault: backup.CfnBackupVault; role: iam.Role },
): void => {
  const restoreTestingPlanName = names.snake(stack.cluster.name);
  const plan = new backup.CfnRestoreTestingPlan(stack, 'restores', {
    restoreTestingPlanName,
    scheduleExpression: 'cron(0 6 ? * SUN *)',
    startWindowHours: 8,
    recoveryPointSelection: {
      algorithm: 'LATEST_WITHIN_WINDOW',
      includeVaults: [vault.attrBackupVaultArn],
      recoveryPointTypes: ['SNAPSHOT'],
      selectionWindowDays: 7,
    },
    tags: [...stack.ownTags],
  });
  for (const [protectedResourceType, restoreMetadataOverrides] of Object.entries(restored(platform, stack.cluster))) {
    const selection = new backup.CfnRestoreTestingSelection(stack, `restore-${protectedResourceType}`, {
      restoreTestingPlanName,
      restoreTestingSelectionName: protectedResourceType.toLowerCase(),
      protectedResourceType,
      protectedResourceArns: ['*'],
      iamRoleArn: role.roleArn,
      restoreMetadataOverrides,
      validationWindowHours: 24,
    });
    selection.addResourceDependency(plan);
  }
};
