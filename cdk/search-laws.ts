import type { Law } from './laws';
import { identityStatements, listOf, type PlacedStatement, resourcesOf, textOf } from './reading';

/** Laws of search stores, whose indices are told apart by the beginning of an address alone. */

const explicit = 'rest.action.multi.allow_explicit_index';
const roles = 'aws:PrincipalArn';

/** Whether a statement leaves the decision to the policies of roles, which name indices; one that let a role in itself would let it to all of them. */
const leavesToRoles = ({ Principal, Condition }: PlacedStatement): boolean =>
  typeof Principal === 'object' &&
  /^arn:aws:iam::\d{12}:root$/.test(String(Principal.AWS)) &&
  listOf(Condition?.ArnEquals?.[roles]).length > 0;

/** Whether addresses with several indices are closed, of which a policy sees the beginning only. */
const closesLists = (statements: readonly PlacedStatement[]): boolean =>
  statements.some(({ Effect, Action, Resource }) => {
    const closed = listOf(Resource as string | string[] | undefined);
    return (
      Effect === 'Deny' &&
      Action === 'es:ESHttp*' &&
      ['*,*', '*%2C*', '*%2c*'].every((list) => closed.some((each) => each.endsWith(`/${list}`)))
    );
  });

export const indicesApart: Law = ({ stacks }) => [
  ...resourcesOf(stacks, 'AWS::OpenSearchService::Domain').flatMap(({ at, Properties: { AdvancedOptions = {}, AccessPolicies } }) => {
    const statements: readonly PlacedStatement[] = AccessPolicies?.Statement ?? [];
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    return [
      ...(AdvancedOptions[explicit] === 'false' ? [] : [`${at}: takes names of indices in the body of a request, where no policy looks`]),
      ...(allowed.length > 0 && allowed.every(leavesToRoles)
        ? []
        : [`${at}: does not leave it to the policies of named roles who asks for what`]),
      ...(closesLists(statements) ? [] : [`${at}: takes several indices in one address, of which policies see the first`]),
    ];
  }),
  ...identityStatements(stacks).flatMap(({ at, statement }) => {
    if (!listOf(statement.Action).some((action) => /^(es:.*|\*)$/i.test(action))) return [];
    const wide = listOf(statement.Resource).map((resource) => textOf(resource, at.stack, stacks));
    return wide
      .filter((arn) => !/:domain\/[a-z0-9-]+\/[a-z0-9-]+-\*$/.test(arn))
      .map((arn) => `${at.at}: may ask ${arn}, which is more than its own indices`);
  }),
];
