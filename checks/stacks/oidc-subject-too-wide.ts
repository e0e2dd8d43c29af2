import { names } from '#model';
import { listOf } from '../contract/reading';
import { principalsOf, type Statement, trustsOf } from './reading/policies';
import { defineStackRule, firstWhere } from './rule';

const issuer = 'token.actions.githubusercontent.com';

const isFederated = (statement: Statement): boolean =>
  principalsOf(statement, 'Federated').length > 0 || listOf(statement.Action).some((action) => /WebIdentity|SAML/.test(String(action)));

/** Every run that a subject means is one of the repository, and of one branch, one environment, or a pull request. */
const exact = /^(ref:refs\/heads\/[\w./-]+|environment:[\w.-]+|pull_request)$/;

/** What is wrong with one way in. Other operators than this compare patterns, or let in who has no such key. */
const looseIn = (statement: Statement, repository: string): string[] => {
  const { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject } = statement.Condition?.StringEquals ?? {};
  const providers = principalsOf(statement, 'Federated');
  const subjects = listOf(subject as string | string[] | undefined);
  const loose = subjects.filter((each) => !each.startsWith(repository) || !exact.test(each.slice(repository.length)));
  return [
    ...(providers.length === 1 && String(providers[0]).endsWith(`:oidc-provider/${issuer}`) ? [] : ['trusts who is not GitHub']),
    ...(audience === 'sts.amazonaws.com' ? [] : ['takes tokens that were made for somebody else']),
    ...(subjects.length === 0 ? ['lets every repository in'] : []),
    ...loose.map((each) => `lets '${each}' in, which is not one branch or environment of the organisation's repository`),
  ];
};

export default defineStackRule({
  why: 'Whoever can start a run in another repository, or on another branch, acts as this role.',
  elsewhere: { checkov: ['CKV_AWS_358'] },
  incidents: ['I23'],
  *check(stacks) {
    const repository = `repo:${names.githubRepository(stacks.platform.organisation.repository)}:`;
    for (const role of stacks.of('AWS::IAM::Role'))
      for (const fact of trustsOf(role)
        .filter(isFederated)
        .flatMap((statement) => looseIn(statement, repository)))
        yield {
          at: role,
          fact,
          fix: `let in exact subjects of '${repository}…' with the audience sts.amazonaws.com (cdk/pipeline-stack.ts)`,
        };
  },
  mutation: (templates) => {
    const { resource } = firstWhere(templates, 'AWS::IAM::Role', ({ Properties }) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes('oidc-provider'),
    );
    const [{ Condition }] = resource.Properties.AssumeRolePolicyDocument.Statement;
    Condition.StringEquals[`${issuer}:sub`] = 'repo:*';
  },
});
