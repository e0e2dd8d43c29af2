import * as z from 'zod';
import { instant } from '#kit';

/** Events whose names stand in figures by name. A client may make up others; they count as `other`. */
const named: ReadonlySet<string> = new Set(['page_viewed', 'product_viewed', 'search_performed', 'cart_added', 'checkout_started']);

/** The name under which an event is counted. */
export const countedName = (name: string): string => (named.has(name) ? name : 'other');

const [minute, day] = [60_000, 86_400_000];
const mostProps = 50;

const schema = z.strictObject({
  eventId: z.uuid().toLowerCase(),
  name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  anonymousId: z.uuid().toLowerCase(),
  at: instant.transform((text) => new Date(text)),
  productId: z.uuid().toLowerCase().optional(),
  props: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/), z.union([z.string().max(500), z.number(), z.boolean(), z.null()]))
    .refine((props) => Object.keys(props).length <= mostProps)
    .default({}),
});

/** One thing that a visitor did. */
export interface ShopEvent extends z.output<typeof schema> {
  /** Who was signed in. */
  readonly userId: string | null;
}

/** An event that is wrong: its place in the request, and why. */
export interface Rejection {
  readonly index: number;
  readonly code: string;
}

const codes: Readonly<Record<string, string>> = {
  eventId: 'wrong-event-id',
  name: 'wrong-name',
  anonymousId: 'wrong-anonymous-id',
  at: 'wrong-time',
  productId: 'wrong-product-id',
  props: 'wrong-props',
};

const codeOf = ({ code, path }: z.core.$ZodIssue): string =>
  codes[String(path[0])] ?? (code === 'unrecognized_keys' ? 'unknown-key' : 'not-an-event');

/** Sorts a request's events into those to store and those that are wrong; of one that stands there twice the first is stored. */
export const judge = (
  given: readonly unknown[],
  { now, userId }: { readonly now: Date; readonly userId: string | null },
): { readonly events: readonly ShopEvent[]; readonly repeated: number; readonly rejected: readonly Rejection[] } => {
  const events = new Map<string, ShopEvent>();
  const rejected: Rejection[] = [];
  for (const [index, each] of given.entries()) {
    const { data, error } = schema.safeParse(each);
    const [issue] = error?.issues ?? [];
    const code = data === undefined ? issue && codeOf(issue) : mistimed(data.at, now);
    if (code !== undefined) rejected.push({ index, code });
    else if (data && !events.has(data.eventId)) events.set(data.eventId, { ...data, userId });
  }
  return { events: [...events.values()], repeated: given.length - rejected.length - events.size, rejected };
};

/** What is older is in closed figures, and what lies ahead comes from a clock that is wrong. */
const mistimed = (at: Date, now: Date): string | undefined => {
  const ahead = at.getTime() - now.getTime();
  if (ahead > 5 * minute) return 'in-the-future';
  return ahead < -7 * day ? 'too-old' : undefined;
};
