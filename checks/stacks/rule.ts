import { type Cluster, isHeld, names, type Platform } from '#model';
import type { MutableTemplate, Template } from '../contract/contract';
import { type Placed, placed } from '../contract/reading';

/** Every template of a platform, as rules look at it. */
export interface Stacks {
  readonly platform: Platform;
  readonly templates: readonly Template[];
}

/** One place where a rule is broken. */
export interface StackViolation {
  readonly at: Placed;
  /** What is the case, with both values. */
  readonly fact: string;
  /** What to do about it. */
  readonly fix: string;
}

/** A rule over templates, in the file `checks/stacks/<id>.ts`. */
export interface StackRule {
  /** What goes wrong where the rule is broken, in one sentence. */
  readonly why: string;
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
    const own = stacks.templates.filter(({ stack }) => stack.startsWith(`${environment.name}/${region}-`));
    const others = stacks.platform.clusters.filter((each) => each.environment.name === environment.name && each.name !== name);
    return types.flatMap((type) => placed(own, type)).map((each) => ({ ...each, cluster, others }));
  });

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
  const found = heldTemplates(templates)
    .flatMap(({ resources }) => Object.values(resources))
    .find(({ Type, Properties }) => Type === type && (field === undefined || Properties?.[field] !== undefined));
  if (found === undefined) throw new RangeError(`no ${type} to change`);
  return found.Properties;
};
