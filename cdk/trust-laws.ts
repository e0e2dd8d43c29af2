import type { Law } from './laws';
import { identityStatements, isEverybody, listOf, resourceStatements, resourcesOf, textOf } from './reading';

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
