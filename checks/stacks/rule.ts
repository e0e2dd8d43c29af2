import { type Cluster, type Environment, isHeld, names, type Platform } from '#model';
import type { MutableTemplate, Resource, Template } from '../contract/contract';
import type { Placed } from '../contract/reading';
import type { Elsewhere } from '../mechanism/rule';

/** Every template of a platform, as rules look at it. */
export interface Stacks {
  readonly platform: Platform;
  readonly templates: readonly Template[];
  /** The resources of some types, from an index that is built once. */
  readonly of: (...types: readonly string[]) => readonly Placed[];
}

/** Every template of a platform, with the index by type. */
export const stacksOf = (platform: Platform, templates: readonly Template[]): Stacks => {
  const byType = new Map<string, Placed[]>();
  for (const template of templates)
    for (const [id, { Type, Properties = {} }] of Object.entries(template.resources)) {
      const known = byType.get(Type);
      const one = { template, id, properties: Properties };
      if (known) known.push(one);
      else byType.set(Type, [one]);
    }
  return { platform, templates, of: (...types) => types.flatMap((type) => byType.get(type) ?? []) };
};

/** One place where a rule is broken. */
export interface StackViolation {
  /** The resource; a template alone where the stack as a whole is meant. */
  readonly at: { readonly template: Template; readonly id?: string };
  /** What is the case, with both values. */
  readonly fact: string;
  /** What to do about it. */
  readonly fix: string;
}

/** A rule over templates, in the file `checks/stacks/<id>.ts`. */
export interface StackRule {
  /** What goes wrong where the rule is broken, in one sentence. */
  readonly why: string;
  readonly elsewhere?: Elsewhere;
  /** Ids of the incidents that it keeps away, as the specification of reliability numbers them: `['I17']`. @default - none */
  readonly incidents?: readonly string[];
  /** Every place where the rule is broken. */
  readonly check: (stacks: Stacks) => Iterable<StackViolation>;
  /** The smallest change to correct templates that breaks this rule and no other. The test of all rules applies it. */
  readonly mutation: (templates: MutableTemplate[]) => void;
}

/** Declares a rule. */
export const defineStackRule = (rule: StackRule): StackRule => rule;

/** A resource of a cluster's region, with the cluster. */
export interface Held extends Placed {
  readonly cluster: Cluster;
  /** The other regions of its environment. */
  readonly others: readonly Cluster[];
}

/** The clusters of environments that promise the targets. */
export const heldClusters = ({ platform }: Stacks): readonly Cluster[] =>
  platform.clusters.filter(({ environment }) => isHeld(environment));

/** The resources of some types in the regions of environments that promise the targets. */
export const held = (stacks: Stacks, ...types: readonly string[]): Held[] =>
  heldClusters(stacks).flatMap((cluster) => {
    const { environment, region, name } = cluster;
    const others = stacks.platform.clusters.filter((each) => each.environment.name === environment.name && each.name !== name);
    const isOwn = ({ template }: Placed): boolean => template.stack.startsWith(`${environment.name}/${region}-`);
    return stacks
      .of(...types)
      .filter(isOwn)
      .map((each) => ({ ...each, cluster, others }));
  });

/** The environment that a stack belongs to; none for what all of them share, such as the registry. */
const environmentOf = ({ environments }: Platform, { stack }: Pick<Template, 'stack'>): Environment | undefined =>
  environments.find(({ name }) => stack.startsWith(`${name}/`));

/** Whether a stack holds what customers rely on: in an environment of full shape, or shared by all. */
export const isFull = (platform: Platform, template: Pick<Template, 'stack'>): boolean =>
  (environmentOf(platform, template)?.shape ?? 'full') === 'full';

/** `AWS::RDS::DBCluster` and its like: what differs is the name of the service. */
export const databaseTypes = ['AWS::RDS::DBCluster', 'AWS::DocDB::DBCluster'] as const;

/** What people call it. */
export const calledAs = ({ template, id }: Placed): string => template.resources[id]?.Type.replace('AWS::', '') ?? id;

/** The buckets of services in a cluster's region, by their names. */
export const bucketsOf = ({ platform }: Stacks, cluster: Cluster): readonly string[] =>
  platform
    .in(cluster.environment.name)
    .services.flatMap(({ name, buckets = [] }) => buckets.map((bucket) => names.bucketName(cluster, name, bucket)));

/** The templates of the first environment with a second region, for mutations. */
export const heldTemplates = (templates: MutableTemplate[]): MutableTemplate[] => {
  const regions = (name: string): number =>
    new Set(templates.filter(({ stack }) => stack.startsWith(`${name}/`) && /-network$/.test(stack)).map(({ region }) => region)).size;
  return templates.filter(({ stack }) => regions(stack.split('/')[0] ?? '') > 1);
};

/** The properties of the first resource of a type with a field, in an environment with a second region, for mutations. */
export const firstHeld = (templates: MutableTemplate[], type: string, field?: string): NonNullable<Placed['properties']> => {
  const found = firstWhere(heldTemplates(templates), type, ({ Properties }) => field === undefined || Properties?.[field] !== undefined);
  return found.resource.Properties;
};

/** A resource that a mutation may change, and the template that it is in. */
export interface Mutable {
  readonly template: MutableTemplate;
  readonly resource: MutableTemplate['resources'][string];
}

/** The first resource of a type that is as a mutation needs it. */
export const firstWhere = (templates: MutableTemplate[], type: string, wanted: (resource: Resource) => boolean = () => true): Mutable => {
  for (const template of templates)
    for (const resource of Object.values(template.resources)) if (resource.Type === type && wanted(resource)) return { template, resource };
  throw new RangeError(`no ${type} to change`);
};
