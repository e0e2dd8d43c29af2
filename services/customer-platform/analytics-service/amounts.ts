/** An amount in minor units of its currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** A quotient to the next whole number, from the middle to the even one. */
export const halfEven = (dividend: number, divisor: number): number => {
  const quotient = Math.floor(dividend / divisor);
  const rest = 2 * (dividend - quotient * divisor);
  if (rest === divisor) return quotient % 2 === 0 ? quotient : quotient + 1;
  return rest > divisor ? quotient + 1 : quotient;
};

/** Amounts by currency, in the order of its name. */
export const moneyOf = (byCurrency: ReadonlyMap<string, number>): Money[] =>
  [...byCurrency].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => ({ amount, currency }));
