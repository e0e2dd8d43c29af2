import type { RuleId } from './identifiers';
import type { Day } from './units';

/** A rule that one definition may break for a while, for a reason that a reader can judge. */
export interface Waiver {
  /** The rule that is waived: the name of its file in `checks/`. */
  readonly rule: RuleId;
  /** Why the rule is broken, and what is done instead. */
  readonly reason: string;
  /** Last day on which the waiver holds; `platform check` refuses it afterwards. Synthesis knows no clock and never looks. */
  readonly until: Day;
}
