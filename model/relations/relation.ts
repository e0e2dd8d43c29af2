import type { Draft } from '../draft';
import type { Mistake } from '../mistake';

/** One way in which definitions, each of a fit shape, may not fit together. */
export type Relation = (draft: Draft) => Iterable<Mistake>;
