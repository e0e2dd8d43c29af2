import * as z from 'zod';

/** What came of one request. */
export type Exchange =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly detail: string; readonly retryAfter?: string }
  | { readonly kind: 'failed'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'timeout' };

export interface Send {
  readonly fetch: typeof fetch;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Until the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
}

const problem = z.object({ code: z.string().catch('unknown'), detail: z.string().catch('') }).catch({ code: 'unknown', detail: '' });

/** Sends one request and reads the whole answer, so that the connection can be used again. Never rejects. */
export const exchange = async ({ fetch, url, method, headers, body, timeoutMs }: Send): Promise<Exchange> => {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const answer = await fetch(url, { method, headers, body, redirect: 'manual', signal: abort.signal });
    return sort(answer, await answer.text());
  } catch (error) {
    return abort.signal.aborted ? { kind: 'timeout' } : { kind: 'unreachable', reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
};

const sort = ({ ok, status, headers }: Response, text: string): Exchange => {
  if (ok) return { kind: 'answered', status, text };
  const retryAfter = headers.get('retry-after') ?? undefined;
  if (status < 400 || status > 499) return { kind: 'failed', status, retryAfter };
  return { kind: 'refused', status, ...problem.parse(parse(text)), retryAfter };
};

/** The value of a JSON text; `undefined` for an empty one and for one that is not JSON. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const systemError = z.object({ cause: z.object({ code: z.string() }) });

/** The system's code (`ECONNREFUSED`): its message would name hosts. */
const reasonOf = (error: unknown): string => systemError.safeParse(error).data?.cause.code ?? 'no connection';
