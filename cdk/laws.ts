import type { Platform } from '#model';
import { protectedStacks, retention } from './keep-laws';
import { closed } from './network-laws';
import { ordered, small } from './order-laws';
import { indicesApart } from './search-laws';
import { apart, encrypted, roomy, tlsOnly } from './store-laws';
import { tagged } from './tag-laws';
import type { StackTemplate } from './templates';
import { filled } from './text-laws';
import { federated, named, passed } from './trust-laws';

/** What holds for every template of every platform. */
export interface Scene {
  readonly platform: Platform;
  readonly stacks: readonly StackTemplate[];
}

/** Gives what breaks it, and nothing where it holds. */
export type Law = (scene: Scene) => string[];

export const laws = {
  'keeps data where the shape is full, and there alone': retention,
  'encrypts what it stores': encrypted,
  'answers over TLS only': tlsOnly,
  'keeps the users of a cache apart': apart,
  'keeps the indices of services apart': indicesApart,
  'gives no broker more partitions than it takes': roomy,
  'says where everything belongs': tagged,
  'is not open to the internet': closed,
  'names whom it lets in': named,
  'passes no role without a condition': passed,
  'lets in from outside AWS only runs of its own repository': federated,
  'cannot be deleted by mistake where the shape is full': protectedStacks,
  'is deployed in an order that works': ordered,
  'stays below what CloudFormation takes': small,
  'leaves nothing unfilled': filled,
} satisfies Readonly<Record<string, Law>>;
