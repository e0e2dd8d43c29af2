import type { Cluster, Platform } from '#model';
import type { MutableApp, Scene } from '../mechanism/rule';

/** A resource of a CloudFormation template, as it is written. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates of any resource; each reader knows its own
  readonly Properties?: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** A stack's template, with where it is deployed. */
export interface Template {
  /** `dev/us-west-2-network`, as the CDK command line names it. */
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /** The file to open when something is missing in it. */
  readonly file: string;
  readonly resources: Readonly<Record<string, Resource>>;
  /** What other stacks read of it. @default - nothing */
  readonly outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  /** The stacks that are deployed before it. @default - none */
  readonly after?: readonly string[];
  /** Whether it can be deleted only after somebody switches this off. @default - no */
  readonly terminationProtection?: boolean;
}

/** A value on one of the two sides, and where it stands. */
export interface End {
  readonly value: string;
  /** `ExternalSecret shop/orders-database`, or `dev/us-west-2-data loginSecret`. */
  readonly at: string;
  readonly file: string;
  /** Where one value of a contract is of another kind than the rest. @default - that of the contract */
  readonly kind?: Kind;
  /** Why this one value that is created may stay unused. @default - that of the contract */
  readonly spare?: string;
}

/**
 * How a value comes to both sides. `derived`: both compute it from the same definition. `assigned`: AWS chooses it, and only the name of the
 * place where it is written crosses. `secret`: likewise, of what nobody may read.
 */
export type Kind = 'derived' | 'assigned' | 'secret';

/** What both sides are read from, for one cluster. */
export interface Sides {
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly templates: readonly Template[];
  readonly scene: Scene;
}

/** A kind of value that crosses from AWS to Kubernetes, and how each side tells it. */
export interface Contract {
  /** What people call it: `pod identity`. */
  readonly what: string;
  readonly kind: Kind;
  /** What goes wrong where the two sides differ, in one sentence. */
  readonly why: string;
  /** The values that stacks create. */
  readonly created: (sides: Sides) => Iterable<End>;
  /** The values that manifests rely on. */
  readonly used: (sides: Sides) => Iterable<End>;
  /** Why a value that is created may stay unused. @default - it may not */
  readonly spare?: string;
  /** What to do about a value that only one side has. */
  readonly fix: { readonly missing: string; readonly unused: string };
  /** The smallest change to each side that breaks this contract and no other. The tests apply them. */
  readonly mutations: {
    readonly template: (templates: MutableTemplate[]) => void;
    readonly manifest: (apps: MutableApp[]) => void;
  };
}

/** A template that a mutation may change. */
export type MutableTemplate = Omit<Template, 'resources' | 'after' | 'terminationProtection'> & {
  readonly resources: Record<string, { -readonly [Field in keyof Resource]: Resource[Field] }>;
  after?: readonly string[];
  terminationProtection?: boolean;
};

/** Declares a contract. */
export const defineContract = (contract: Contract): Contract => contract;
