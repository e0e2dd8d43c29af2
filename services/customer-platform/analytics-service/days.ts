import { validationFailed } from '#kit';

const day = 86_400_000;

/** Days from one midnight (UTC) to another. */
export interface Days {
  /** The first day, `YYYY-MM-DD`. */
  readonly from: string;
  /** The last day, included. */
  readonly to: string;
  readonly start: Date;
  /** The midnight after the last day. */
  readonly end: Date;
}

const textOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The days that a query asks for; by default the last seven, today included. Refuses more than `most`, and an end before the beginning. */
export const daysOf = (asked: { readonly from?: string | undefined; readonly to?: string | undefined }, now: Date, most: number): Days => {
  const to = asked.to ?? textOf(now.getTime());
  const from = asked.from ?? textOf(Date.parse(to) - 6 * day);
  const count = (Date.parse(to) - Date.parse(from)) / day + 1;
  if (count < 1) throw validationFailed([{ pointer: 'query/to', code: 'before-from', detail: `it must not be before '${from}'` }]);
  if (count > most)
    throw validationFailed([{ pointer: 'query/to', code: 'range-too-long', detail: `these are ${count} days; ask for ${most} at most` }]);
  return { from, to, start: new Date(from), end: new Date(Date.parse(to) + day) };
};
