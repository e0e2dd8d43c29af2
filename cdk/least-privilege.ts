import { type Action, actionOf, canMean } from './aws-actions';
import { type Allowed, identityStatements, listOf, type PlacedStatement, resourceStatements, textOf } from './reading';
import type { StackTemplate } from './templates';

const askedKeys = ({ Condition = {} }: PlacedStatement): string[] => Object.values(Condition).flatMap((keys) => Object.keys(keys));

const wrongWith = ({ name, targets, conditionKeys }: Action, statement: PlacedStatement, resources: readonly string[]): string[] => {
  const unscoped = resources.includes('*');
  const strange = resources.filter((arn) => arn !== '*' && !targets.some((target) => canMean(arn, target)));
  const unknown = askedKeys(statement).filter(
    (key) => !conditionKeys.some((known) => canMean(key.replaceAll(':', '/'), known.replaceAll(':', '/'))),
  );
  return [
    ...(unscoped && targets.length > 0 ? [`${name} on * can be scoped, to ${targets.join(' or ')}`] : []),
    ...strange.map((arn) => `${name} does nothing on ${arn}`),
    ...unknown.map((key) => `${name} knows no ${key}`),
  ];
};

/**
 * Actions that are sent to what has no ARN, so that AWS accepts only `*`, beside what has one: allowed where the same policy denies them on
 * all of that. A number of a telephone is such a thing, and so is a metric of a service of AWS.
 */
const alsoUnnamed: Readonly<Record<string, string>> = {
  'cloudwatch:GetMetricData': 'arn:aws:cloudwatch:*:*:dataset/*',
  'sns:Publish': 'arn:aws:sns:*:*:*',
};

const isDeniedByName = (name: string, { beside }: Allowed): boolean =>
  beside.some(
    ({ Effect, Action, Resource, Condition }) =>
      Effect === 'Deny' && !Condition && listOf(Action).includes(name) && listOf(Resource).some((each) => each === alsoUnnamed[name]),
  );

/** Types whose policies call the thing itself `*`, because they can mean no other. */
const meansItself = ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::SecretsManager::ResourcePolicy', 'AWS::EFS::FileSystem'];

/** A key belongs to its account, which decides by the policies of its roles who of them uses it. */
const isOfOwner = ({ at, statement: { Action, Principal } }: Allowed): boolean => {
  const owner = typeof Principal === 'object' ? listOf(Principal.AWS) : [];
  const root = `arn:aws:iam::${at.stack.account}:root`;
  return meansItself.includes(at.Type) && Action === 'kms:*' && owner.length === 1 && textOf(owner[0], at.stack, [at.stack]) === root;
};

const beyondNeed = async (allowed: Allowed, resources: readonly string[]): Promise<string[]> => {
  const { at, statement } = allowed;
  const wrong = await Promise.all(
    listOf(statement.Action).map(async (name) => {
      const action = await actionOf(name);
      if (action === undefined) return [`${name} is no action of AWS`];
      const named = isDeniedByName(name, allowed) ? resources.filter((arn) => arn !== '*') : resources;
      return wrongWith(action, statement, named);
    }),
  );
  return wrong.flat().map((each) => `${at.at}: ${each}`);
};

const namesNothing = ({ at }: Allowed): string[] => [`${at.at}: allows all but what it names`];

/**
 * Statements that allow more than they need, or nothing: every action is one of AWS, and each resource is one that it works on. Of roles, and
 * of things that say who may use them.
 */
export const privilegesBeyondNeed = async (stacks: readonly StackTemplate[]): Promise<string[]> => {
  const texts = ({ at, statement: { Resource } }: Allowed) => listOf(Resource).map((each) => textOf(each, at.stack, stacks));
  const ofRoles = identityStatements(stacks).map(async (allowed) => {
    const { Action, Resource } = allowed.statement;
    return Action && Resource ? beyondNeed(allowed, texts(allowed)) : namesNothing(allowed);
  });
  // Who may act as a role is for other laws; a role has no resource.
  const things = resourceStatements(stacks).filter((allowed) => allowed.at.Type !== 'AWS::IAM::Role' && !isOfOwner(allowed));
  const ofThings = things.map(async (allowed) => {
    const { at, statement } = allowed;
    if (!statement.Action || 'NotResource' in statement) return namesNothing(allowed);
    // What only a deployment knows is one thing of this stack.
    const named = texts(allowed).filter((arn) => !arn.startsWith('{') && !(arn === '*' && meansItself.includes(at.Type)));
    return beyondNeed(allowed, named);
  });
  return (await Promise.all([...ofRoles, ...ofThings])).flat();
};
