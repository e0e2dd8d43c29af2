import { defineStackRule, firstWhere } from './rule';

export default defineStackRule({
  why: 'A key that does not end is copied somewhere, and whoever finds it there years later may use it.',
  elsewhere: { checkov: ['CKV_AWS_273'] },
  incidents: ['I23'],
  *check(stacks) {
    for (const at of stacks.of('AWS::IAM::User', 'AWS::IAM::AccessKey')) {
      const fact = at.template.resources[at.id]?.Type === 'AWS::IAM::User' ? 'is a user of IAM' : 'is a key that does not end';
      yield { at, fact, fix: 'use a role: for pods by EKS Pod Identity, for pipelines by OIDC, for people by IAM Identity Center' };
    }
  },
  mutation: (templates) => {
    const { template, resource } = firstWhere(templates, 'AWS::IAM::Role', ({ Properties }) => Properties.Tags);
    template.resources.user = { Type: 'AWS::IAM::User', Properties: { Tags: resource.Properties.Tags } };
  },
});
