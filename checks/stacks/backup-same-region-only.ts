import { names } from '#model';
import { defineStackRule, firstHeld, held } from './rule';

interface Rule {
  readonly CopyActions?: readonly { readonly DestinationBackupVaultArn?: unknown }[];
}

export default defineStackRule({
  why: 'Backups in the region of what they are made from are lost with it.',
  *check(stacks) {
    for (const plan of held(stacks, 'AWS::Backup::BackupPlan')) {
      const rules: readonly Rule[] = plan.properties.BackupPlan?.BackupPlanRule ?? [];
      const copied = rules.flatMap(({ CopyActions = [] }) => CopyActions.map(({ DestinationBackupVaultArn }) => DestinationBackupVaultArn));
      for (const { region, account, name } of plan.others) {
        const vault = `arn:aws:backup:${region}:${account}:backup-vault:${names.backupVault(name)}`;
        if (copied.includes(vault)) continue;
        yield {
          at: plan,
          fact: `backups of '${plan.cluster.name}' are not copied to '${vault}'`,
          fix: 'copy those of one rule of the plan there',
        };
      }
    }
  },
  mutation: (templates) => {
    for (const rule of firstHeld(templates, 'AWS::Backup::BackupPlan').BackupPlan.BackupPlanRule) rule.CopyActions = [];
  },
});
