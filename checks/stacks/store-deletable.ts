import { calledAs, databaseTypes, defineStackRule, firstHeld, held } from './rule';

const types = [...databaseTypes, 'AWS::RDS::GlobalCluster', 'AWS::DocDB::GlobalCluster'];

export default defineStackRule({
  why: 'One command, or one change to a template, deletes the database and what it can be restored from.',
  elsewhere: { 'cdk-nag': ['AwsSolutions-RDS10'] },
  *check(stacks) {
    for (const one of held(stacks, ...types)) {
      if (one.properties.DeletionProtection === true) continue;
      const fact = `${calledAs(one)} of '${one.cluster.name}' can be deleted: its DeletionProtection is ${one.properties.DeletionProtection ?? 'not set'}`;
      yield { at: one, fact, fix: 'set it to true' };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::RDS::DBCluster').DeletionProtection = false;
  },
});
