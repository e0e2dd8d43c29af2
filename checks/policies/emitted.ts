import type { KubernetesJson } from '#model';
import type { Selector } from '../graph/selector';
import type { Located } from '../mechanism/rule';

/** A named expression of a policy. */
export interface Expression {
  readonly name: string;
  readonly expression: string;
}

/** Somebody who need not meet a policy, as it is written on the cluster. */
export interface EmittedException {
  readonly at: Located;
  /** What is true of the objects that are excepted. */
  readonly expression: string;
  /** Expressions that skip the policy where it is an object of its own; all must be true. @default - it is a part of the policy */
  readonly skips?: readonly string[];
  /** What is noted of it. */
  readonly note: Readonly<Partial<Record<'namespace' | 'name' | 'owner' | 'reason' | 'until', string>>>;
}

/** A policy as it stands on a cluster, read from whichever form it has. */
export interface EmittedPolicy {
  readonly at: Located;
  readonly id: string;
  readonly mode: 'audit' | 'deny';
  readonly failurePolicy: string;
  /** Whether objects of the kind are judged. */
  readonly judges: (json: Pick<KubernetesJson, 'apiVersion' | 'kind'>) => boolean;
  readonly namespaceSelector: Selector;
  /** What must be true of an object that is judged. */
  readonly conditions: readonly Expression[];
  readonly variables: readonly Expression[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
  readonly exceptions: readonly EmittedException[];
}
