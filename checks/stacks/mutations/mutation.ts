import type { MutableTemplate } from '../../contract/contract';

/** A place in the templates of the sample, what is put there, where nothing removes it, and the rule that then speaks. */
export type Mutation = readonly [place: string, value: unknown, rule: string];

/** A stack of the sample, what is changed of it as a whole, and the rule that then speaks. */
export type StackMutation = readonly [stack: string, changed: Partial<MutableTemplate>, rule: string];
