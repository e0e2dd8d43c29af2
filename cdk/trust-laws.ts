import { names } from '#model';
import type { Law } from './laws';
import { identityStatements, isEverybody, listOf, type PlacedStatement, resourceStatements, resourcesOf, textOf } from './reading';

/** Laws of who gets in, and of whom others may act as. */

/** Resources that are one permission each, and no policy. */
const permissions = ['AWS::Events::EventBusPolicy', 'AWS::Lambda::Permission'];

export const named: Law = ({ stacks }) => [
  ...resourcesOf(stacks, ...permissions)
    .filter(({ Properties: { Principal, Statement } }) => Principal === '*' || (!Principal && !Statement))
    .map(({ at }) => `${at}: lets everybody in`),
  ...resourcesOf(stacks, 'AWS::Lambda::Permission')
    .filter(({ Properties: { SourceAccount, SourceArn } }) => !SourceAccount && !SourceArn)
    .map(({ at }) => `${at}: lets a service of AWS in for whomever it acts`),
  ...resourceStatements(stacks).flatMap(({ at, statement: { Principal, Condition } }) => {
    if (!Principal || isEverybody(Principal)) return [`${at.at}: lets everybody in`];
    if (Condition || typeof Principal !== 'object') return [];
    const accounts = listOf(Principal.AWS).map((each) => textOf(each, at.stack, stacks));
    // A key belongs to its account, and pulling images is for whole accounts: each of them is named.
    const whole = at.Type === 'AWS::IAM::Role' ? accounts.filter((arn) => /(:root|^\d{12})$/.test(arn)) : [];
    return whole.map((arn) => `${at.at}: lets all of ${arn} in, without a condition`);
  }),
];

/** Whether an action, which may be a pattern, means another. */
const means = (pattern: string, action: string): boolean => new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(action);

export const passed: Law = ({ stacks }) =>
  identityStatements(stacks)
    .filter(({ statement }) => !statement.Condition && listOf(statement.Action).some((action) => means(action, 'iam:PassRole')))
    .map(({ at }) => `${at.at}: passes roles without a condition`);

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
