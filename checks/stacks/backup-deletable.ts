import { defineStackRule, firstHeld, held } from './rule';

const days = 35;

export default defineStackRule({
  why: 'Whoever takes over an account deletes the backups first.',
  *check(stacks) {
    for (const vault of held(stacks, 'AWS::Backup::BackupVault')) {
      const kept: number = vault.properties.LockConfiguration?.MinRetentionDays ?? 0;
      if (kept >= days) continue;
      const fact = `the vault '${vault.properties.BackupVaultName}' lets backups be deleted after ${kept} days, not ${days}`;
      yield { at: vault, fact, fix: `lock it for ${days} days` };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::Backup::BackupVault').LockConfiguration = undefined;
  },
});
