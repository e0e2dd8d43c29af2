import type { GovernanceStack } from './governance-stack';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';

/** What a store stands on: where it is, what encrypts it, and who is told when it is not well. */
export interface StorePlace {
  readonly network: NetworkStack;
  readonly keys: KeysStack;
  readonly governance: GovernanceStack;
}
