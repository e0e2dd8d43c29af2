import type * as z from 'zod';

/** A page of lines. */
export interface Lines<Line> {
  readonly lines: readonly Line[];
  /** The header `x-next-cursor`; absent on the last page. */
  readonly nextCursor?: string | undefined;
}

/** One request to another service. */
export interface CalleeRequest<Answer> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From `/` on, its parameters filled in and encoded: `/users/0197…/status`. Refused: `?`, `#`, spaces, and the segments `.` and `..`. */
  readonly path: string;
  /** The path with parameters instead of values, for spans: `/users/{id}/status`. */
  readonly route: string;
  /** Values that are `undefined` are left out. @default - none */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. @default - none */
  readonly body?: unknown;
  /** What the answer must fit. An empty answer is `undefined`. */
  readonly answer: z.ZodType<Answer>;
  /**
   * The answer is one page of many lines of JSON (`application/x-ndjson`); what must fit is then `Lines`: the values of its lines, and where
   * the next page starts. @default false
   */
  readonly lines?: boolean;
  /** Time for the whole call, its retries included, in milliseconds; the caller's deadline may make it shorter. @default 1000 */
  readonly timeoutMs?: number;
  /** How often a call that may be repeated is tried again. @default 2 */
  readonly retries?: number;
  /** Makes a POST repeatable: the callee does its work once for one key. @default - none */
  readonly idempotencyKey?: string;
  /** Says of a POST or PATCH that it changes nothing or may happen twice. @default false */
  readonly safe?: boolean;
}

/** Whether the callee may get the request twice. */
export const isRepeatable = ({ method, idempotencyKey, safe }: CalleeRequest<unknown>): boolean => {
  if (safe === true || method === 'GET' || method === 'PUT' || method === 'DELETE') return true;
  return method === 'POST' && idempotencyKey !== undefined;
};

/** A path that stays where it points: no other host, and no way up. */
const straight = /^(?!.*\/(?:\.|%2e){1,2}(?:\/|$))\/[^?#\\\s]*$/i;

/** The address to send to. */
export const target = (callee: string, base: string, { path, query = {} }: CalleeRequest<unknown>): string => {
  if (!straight.test(path)) throw new Error(`${callee}: bad-path: cannot ask for this path; start it with '/' and encode its parameters`);
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.append(key, String(value));
  return `${base}${path}${search.size > 0 ? `?${search}` : ''}`;
};
