import type { PolicyId, RuleId } from './identifiers';
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

/**
 * An admission policy that the objects of one service need not meet for a while: on every cluster, and in its own namespace alone. The
 * service's owner answers for it.
 */
export interface Exemption {
  /** The policy: the name of its file in `policies/`. */
  readonly policy: PolicyId;
  /** Why it cannot be met, and what is done instead. */
  readonly reason: string;
  /** Last day on which it holds, at most 90 days ahead; `platform check` refuses it otherwise. */
  readonly until: Day;
}
