import { names, podIdentities } from '#model';
import { firstOf } from '../mechanism/pods';
import { defineContract, type End, type Sides, type Template } from './contract';
import { besideCluster, createdAt, listOf, type Placed, propertiesOf, usedBy } from './reading';

/** Aliases in what is written on the cluster, those of AWS aside. */
const named = /\balias\/(?!aws\/)[\w/-]+/g;

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

interface Reference {
  readonly Ref?: unknown;
  readonly 'Fn::GetAtt'?: readonly [string, string];
  readonly 'Fn::GetStackOutput'?: { readonly StackName: string; readonly OutputName: string };
}

/** What a value refers to, however deep: resources of its own stack by their ids, outputs of others, and keys by their aliases. */
const referredTo = function* (value: unknown, stack: string): Generator<string> {
  if (typeof value === 'string') yield* value.match(named) ?? [];
  if (typeof value !== 'object' || value === null) return;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::GetStackOutput': output } = value as Reference;
  if (typeof Ref === 'string') yield `${stack} ${Ref}`;
  if (attribute) yield `${stack} ${attribute[0]}`;
  if (output) yield `${output.StackName} ${output.OutputName}`;
  for (const inner of Object.values(value)) yield* referredTo(inner, stack);
};

const nameOf = ({ stack }: Template): string => stack.replace('/', '-');

/** The resources of the environment that refer to something, by what they refer to. What grants rights on a key does not use it. */
const usersOf = ({ templates, cluster }: Sides): ReadonlyMap<string, readonly Placed[]> => {
  const users = new Map<string, Placed[]>();
  for (const template of templates.filter(({ stack }) => stack.startsWith(`${cluster.environment.name}/`)))
    for (const [id, { Type, Properties = {} }] of Object.entries(template.resources))
      if (!/^AWS::(IAM|KMS)::/.test(Type))
        for (const reference of new Set(referredTo(Properties, nameOf(template))))
          users.set(reference, [...(users.get(reference) ?? []), { template, id, properties: Properties }]);
  return users;
};

/** The references by which a key is used: its id in its own stack, and in others the outputs that tell it. */
const referencesTo = (key: string, home: Template): string[] => {
  const own = `${nameOf(home)} ${key}`;
  const outputs = Object.entries(home.outputs ?? {}).filter(([, output]) => [...referredTo(output, nameOf(home))].includes(own));
  return [own, ...outputs.map(([name]) => `${nameOf(home)} ${name}`)];
};

/** What AWS encrypts by keys of the cluster; from another region a key is told by its alias. */
const encrypted = function* (sides: Sides): Generator<End> {
  const users = usersOf(sides);
  for (const [alias, by] of users)
    if (alias.startsWith(names.keyAlias(sides.cluster.name, ''))) for (const each of by) yield createdAt(each, alias);
  for (const { template, properties } of besideCluster(sides, 'AWS::KMS::Alias'))
    for (const reference of referencesTo(properties.TargetKeyId?.['Fn::GetAtt']?.[0] ?? '', template))
      for (const each of users.get(reference) ?? []) yield createdAt(each, properties.AliasName);
};

/** Rights that name the key by its alias. */
const allowed = function* ({ platform, cluster }: Sides): Generator<End> {
  for (const { namespace, serviceAccount, statements, file } of podIdentities(platform, cluster))
    for (const { conditions } of statements)
      for (const value of listOf<string>(conditions?.['ForAnyValue:StringEquals']?.['kms:ResourceAliases']))
        yield { value, at: `pods of ${namespace}/${serviceAccount}`, file };
};

export default defineContract({
  what: 'key alias',
  kind: 'derived',
  why: 'AWS finds a key by its alias; under an alias that leads nowhere no disk is made and nothing encrypted can be read.',
  *created(sides) {
    for (const alias of besideCluster(sides, 'AWS::KMS::Alias')) yield createdAt(alias, alias.properties.AliasName);
  },
  *used(sides) {
    for (const object of sides.scene.objects)
      for (const alias of new Set(textsIn(object.json).flatMap((text) => text.match(named) ?? []))) yield usedBy(object, alias);
    yield* allowed(sides);
    yield* encrypted(sides);
  },
  fix: {
    missing: 'take the alias from names.keyAlias, with a purpose that cdk/keys-stack.ts makes a key for',
    unused: 'encrypt something by the key, or remove it: each costs a dollar a month',
  },
  mutations: {
    template: (templates) => {
      for (const properties of propertiesOf(templates, 'AWS::KMS::Alias'))
        if (properties.AliasName.endsWith('/disks')) properties.AliasName += '-renamed';
    },
    manifest: (apps) => {
      firstOf(apps, 'StorageClass').parameters.kmsKeyId += '-renamed';
    },
  },
});
