import { calledAs, databaseTypes, defineStackRule, firstHeld, held } from './rule';

/** The longest that AWS offers. */
const days = 35;

export default defineStackRule({
  why: 'A mistake that is found after the window has passed can only be mended from a daily backup, if at all.',
  elsewhere: { 'cdk-nag': ['AwsSolutions-DOC4'] },
  *check(stacks) {
    for (const one of held(stacks, ...databaseTypes)) {
      const kept: number = one.properties.BackupRetentionPeriod ?? 1;
      if (kept >= days) continue;
      const fact = `${calledAs(one)} '${one.cluster.name}' can be restored to any second of the last ${kept} days, not ${days}`;
      yield { at: one, fact, fix: `set BackupRetentionPeriod to ${days} (cdk/provision.ts)` };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::RDS::DBCluster').BackupRetentionPeriod = 7;
  },
});
