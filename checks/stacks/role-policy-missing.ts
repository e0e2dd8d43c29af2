import { clusterRolesOf } from './reading/cluster-roles';
import { managedPoliciesOf } from './reading/policies';
import { defineStackRule, firstWhere } from './rule';

/** What each kind of role needs, one of each row. @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
const needed = {
  cluster: [['AmazonEKSClusterPolicy']],
  node: [
    ['AmazonEKSWorkerNodePolicy', 'AmazonEKSWorkerNodeMinimalPolicy'],
    ['AmazonEC2ContainerRegistryPullOnly', 'AmazonEC2ContainerRegistryReadOnly'],
  ],
  pod: [],
} as const;

const network = 'AmazonEKS_CNI_Policy';

export default defineStackRule({
  why: 'A node that may not join, pull images or take addresses is started, paid for, and never becomes ready.',
  incidents: ['P02'],
  *check(stacks) {
    const roles = clusterRolesOf(stacks).map((each) => ({ ...each, policies: managedPoliciesOf(each.role) }));
    const place = ({ stack }: { readonly stack: string }): string => stack.replace(/-[a-z]+$/, '');
    const withNetwork = new Set(roles.filter(({ policies }) => policies.includes(network)).map(({ role }) => place(role.template)));
    for (const { role, purpose, policies } of roles) {
      for (const either of needed[purpose].filter((names) => !names.some((name) => policies.includes(name)))) {
        const fact = `the role of the ${purpose} has no ${either.join(' or ')}`;
        yield { at: role, fact, fix: `attach ${either[0]} (cdk/cluster-stack.ts)` };
      }
      if (purpose === 'cluster' && !withNetwork.has(place(role.template))) {
        const fact = `neither nodes nor pods of this cluster have ${network}`;
        yield { at: role, fact, fix: 'give it to the role of the add-on vpc-cni (cdk/cluster-stack.ts)' };
      }
    }
  },
  mutation: (templates) => {
    const { resource } = firstWhere(templates, 'AWS::IAM::Role', ({ Properties }) =>
      JSON.stringify(Properties.ManagedPolicyArns ?? []).includes('AmazonEKSClusterPolicy'),
    );
    resource.Properties.ManagedPolicyArns = [];
  },
});
