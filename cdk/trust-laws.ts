import { names } from '#model';
import type { Law } from './laws';
import { listOf, type PlacedStatement, resourcesOf } from './reading';

/** Laws of who from outside AWS gets in. */

const issuer = 'token.actions.githubusercontent.com';

/** Keys of a token that a trust must ask for, each by this operator: others compare patterns, or let in who has no such key. */
const operator = 'StringEquals';

const trusts = ({ AssumeRolePolicyDocument }: { AssumeRolePolicyDocument?: { Statement: PlacedStatement | PlacedStatement[] } }) =>
  listOf<PlacedStatement>(AssumeRolePolicyDocument?.Statement).filter(({ Effect }) => Effect === 'Allow');

const isFederated = ({ Principal, Action }: PlacedStatement): boolean =>
  (typeof Principal === 'object' && 'Federated' in Principal) || listOf(Action).some((action) => /WebIdentity|SAML/.test(action));

/** Every run that a subject means is one of the repository, and of one branch, one environment, or a pull request. */
const exact = /^(ref:refs\/heads\/[\w./-]+|environment:[\w.-]+|pull_request)$/;

export const federated: Law = ({ stacks, platform }) => {
  const repository = `repo:${names.githubRepository(platform.organisation.repository)}:`;
  return resourcesOf(stacks, 'AWS::IAM::Role').flatMap(({ at, Properties }) =>
    trusts(Properties)
      .filter(isFederated)
      .flatMap(({ Principal, Condition = {} }) => {
        const { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject } = Condition[operator] ?? {};
        const provider = typeof Principal === 'object' ? listOf(Principal.Federated) : [];
        const subjects = listOf(subject as string | string[] | undefined);
        const loose = subjects.filter((each) => !each.startsWith(repository) || !exact.test(each.slice(repository.length)));
        return [
          ...(provider.every((arn) => String(arn).endsWith(`:oidc-provider/${issuer}`)) && provider.length === 1
            ? []
            : [`${at}: trusts who is not GitHub`]),
          ...(audience === 'sts.amazonaws.com' ? [] : [`${at}: takes tokens that were made for somebody else`]),
          ...(subjects.length === 0 ? [`${at}: lets every repository in`] : []),
          ...loose.map((each) => `${at}: lets '${each}' in, which is not one branch or environment of the organisation's repository`),
        ];
      }),
  );
};
