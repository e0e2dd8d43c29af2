import type { Cluster, KubernetesJson, Mistake, Platform, RenderedApp, RenderedObject } from '#model';
import type { Graph } from '../graph/graph';
import type { Reach } from '../reach/reach';
import type { PodContainer, PodTemplate } from './pods';

/** Public tools that test the same practice, and the ids they give it. */
export type Elsewhere = Partial<
  Record<'kube-linter' | 'kube-score' | 'polaris' | 'kyverno' | 'checkov' | 'cdk-nag' | 'nsa', readonly string[]>
>;

/** Everything that is rendered for one cluster, as rules look at it. */
export interface Scene {
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly apps: readonly RenderedApp[];
  /** Every object with the application that it belongs to. */
  readonly objects: readonly Located[];
  /** The pods that objects make, whatever their kind. */
  readonly pods: readonly PodTemplate[];
  /** Every container of those pods, those that run first included. */
  readonly containers: readonly PodContainer[];
  /** What needs what, of everything that is rendered and of what it relies on. Made when it is first asked for. */
  readonly graph: Graph;
  /** The part of the graph that is about objects alone, and what they say of each other by name: made in a fraction of the time. */
  readonly references: Graph;
  /** Who can reach whom. Made when it is first asked for. */
  readonly reach: Reach;
}

/** An object and where it comes from. */
export interface Located {
  readonly app: RenderedApp;
  readonly json: KubernetesJson;
}

/** One place where a rule is broken. */
export interface Violation extends Located {
  /** What is the case, with both values. */
  readonly fact: string;
  /** What to do about it. */
  readonly fix: string;
  /** The file to open, where it is not the definition of the application. @default - that one */
  readonly file?: string;
  /** Rules that say the same of the object: where one of them is broken too, this is not reported as well. @default - none */
  readonly unless?: readonly string[];
  /** The admission policy from which the object is exempted, so that this is no mistake. @default - from none */
  readonly exemptedFrom?: string;
}

/** A rule, in the file `checks/<id>.ts`. */
export interface Rule {
  /** What goes wrong on a cluster where the rule is broken, in one sentence. */
  readonly why: string;
  readonly elsewhere?: Elsewhere;
  /** Ids of the incidents that it keeps away, as the specification of reliability numbers them: `['I30']`. @default - none */
  readonly incidents?: readonly string[];
  /** Every place where the rule is broken. */
  readonly check: (scene: Scene) => Iterable<Violation>;
  /** The smallest change to a correct cluster that breaks this rule and no other. The test of all rules applies it. */
  readonly mutation: (apps: MutableApp[]) => void;
}

/** An application whose objects a mutation may change, and with them what its environment runs. */
export interface MutableApp extends Omit<RenderedApp, 'objects' | 'cluster'> {
  readonly cluster: Cluster & { release: { revision: string | null } };
  readonly objects: { json: MutableObject; model?: RenderedObject['model'] }[];
}

/** An object as it is written, open to any change. */
// biome-ignore lint/suspicious/noExplicitAny: a mutation writes what no type would allow
export type MutableObject = Record<string, any>;

/** A broken rule as it is printed: with the definition to open, and the ids that other tools give it. */
export interface Finding extends Mistake {
  /** The object: `Deployment shop/orders`. */
  readonly object: string;
  readonly cluster: string;
  readonly elsewhere: Elsewhere;
  /** The admission policy from which the object is exempted. @default - from none */
  readonly exemptedFrom?: string;
}

/** Declares a rule. */
export const defineRule = (rule: Rule): Rule => rule;
