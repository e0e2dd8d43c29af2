import { listOf } from '../contract/reading';
import { clusterRolesOf, type Purpose } from './reading/cluster-roles';
import { principalsOf, type Statement, trustsOf } from './reading/policies';
import { defineStackRule, firstWhere } from './rule';

/** Who acts as each kind of role, and what it asks for. @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
const wanted: Readonly<Record<Purpose, { readonly service: string; readonly actions: readonly string[] }>> = {
  cluster: { service: 'eks.amazonaws.com', actions: ['sts:AssumeRole'] },
  node: { service: 'ec2.amazonaws.com', actions: ['sts:AssumeRole'] },
  pod: { service: 'pods.eks.amazonaws.com', actions: ['sts:AssumeRole', 'sts:TagSession'] },
};

const letsEverybodyIn = (statement: Statement): boolean => statement.Principal === '*' || principalsOf(statement, 'AWS').includes('*');

export default defineStackRule({
  why: 'AWS gives no credentials for a role that does not trust who asks, so the pod or node fails at its first call.',
  incidents: ['I05', 'P04'],
  *check(stacks) {
    for (const { role, purpose } of clusterRolesOf(stacks)) {
      const { service, actions } = wanted[purpose];
      const own = trustsOf(role).filter((statement) => principalsOf(statement, 'Service').includes(service));
      const given = own.flatMap(({ Action }) => listOf<string>(Action));
      const missing = actions.filter((action) => !given.includes(action));
      if (missing.length === 0) continue;
      const fact = `the role of a ${purpose} does not let ${service} ask for ${missing.join(' and ')}`;
      yield { at: role, fact, fix: `trust ${service} with ${actions.join(' and ')} (cdk/pod-role.ts)` };
    }
    for (const role of stacks.of('AWS::IAM::Role').filter((each) => trustsOf(each).some(letsEverybodyIn)))
      yield { at: role, fact: 'lets everybody act as it', fix: 'name a service, an account with a condition, or a role' };
  },
  mutation: (templates) => {
    const { resource } = firstWhere(templates, 'AWS::IAM::Role', ({ Properties }) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes('pods.eks.amazonaws.com'),
    );
    resource.Properties.AssumeRolePolicyDocument.Statement[0].Action = 'sts:AssumeRole';
  },
});
