/** What one call earns, in retries: 10 calls pay for one. Counted in tenths, because tenths do not add up as fractions. */
const retryCost = 10;
const allowance = 3 * retryCost;
const most = 10 * retryCost;

/**
 * Keeps retries below 10 % of calls, so that they cannot double the load of a callee that is in trouble. It starts with 3 retries and
 * saves up at most 10.
 * @see https://sre.google/sre-book/handling-overload/
 */
export class RetryBudget {
  private left = allowance;

  /** Counts a call; not its retries. */
  earn(): void {
    this.left = Math.min(most, this.left + 1);
  }

  /** Takes one retry if there is one. */
  spend(): boolean {
    if (this.left < retryCost) return false;
    this.left -= retryCost;
    return true;
  }
}
