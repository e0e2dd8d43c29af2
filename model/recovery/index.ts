import { messages } from './messages';
import { objects } from './objects';
import { records } from './records';
import type { Recovery } from './recovery';

export { beyond, isHeld, type Loss, losses, pairOf, type Recovery, type Targets, targets } from './recovery';

/** Everything that a platform keeps. The page docs/recovery.md is written from it, and what it promises is held by rules over the stacks. */
export const recoveries: readonly Recovery[] = [...records, ...messages, ...objects];
