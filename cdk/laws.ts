import type { Platform } from '#model';
import { closed } from './network-laws';
import { indicesApart } from './search-laws';
import { apart, encrypted, roomy, tlsOnly } from './store-laws';
import type { StackTemplate } from './templates';
import { filled } from './text-laws';
import { named, passed } from './trust-laws';

/** What holds for every template of every platform, beside the rules that `platform check` asks (checks/stacks). */
export interface Scene {
  readonly platform: Platform;
  readonly stacks: readonly StackTemplate[];
}

/** Gives what breaks it, and nothing where it holds. */
export type Law = (scene: Scene) => string[];

export const laws = {
  'encrypts what it stores': encrypted,
  'answers over TLS only': tlsOnly,
  'keeps the users of a cache apart': apart,
  'keeps the indices of services apart': indicesApart,
  'gives no broker more partitions than it takes': roomy,
  'is not open to the internet': closed,
  'names whom it lets in': named,
  'passes no role without a condition': passed,
  'leaves nothing unfilled': filled,
} satisfies Readonly<Record<string, Law>>;
