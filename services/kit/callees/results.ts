import type * as z from 'zod';
import type { CallResult } from './breaker';
import { type CalleeFailure, CalleeRefused, CalleeUnavailable } from './errors';
import { type Exchange, parse, parseLines } from './exchange';
import type { CalleeRequest } from './request';

/** Why no request was sent. */
export interface Unsent {
  readonly kind: 'circuit_open' | 'deadline' | 'no_token';
  readonly fact: string;
  readonly retryAfterSeconds?: number;
}

/** What one try to call came to. */
export type Result<Answer> =
  | { readonly kind: 'ok'; readonly status: number; readonly answer: Answer }
  | { readonly kind: 'invalid_answer'; readonly status: number; readonly fact: string }
  | Unsent
  | Exclude<Exchange, { kind: 'answered' }>;

/** What did not come to an answer that can be used. */
export type Miss = Exclude<Result<unknown>, { kind: 'ok' }>;

/** Holds an answer against what the caller expects. */
export const judge = <Answer>(exchanged: Exchange, { answer: expected, lines = false }: CalleeRequest<Answer>): Result<Answer> => {
  if (exchanged.kind !== 'answered') return exchanged;
  const { status, text, nextCursor } = exchanged;
  const { data, error } = expected.safeParse(lines ? { lines: parseLines(text), nextCursor } : parse(text));
  return error ? { kind: 'invalid_answer', status, fact: mismatch(error) } : { kind: 'ok', status, answer: data };
};

/** Names the first places only, and no values: an answer may hold personal data. */
const mismatch = ({ issues }: z.ZodError): string => {
  const places = issues.slice(0, 3).map(({ path, code }) => `/${path.map(String).join('/')} (${code})`);
  return `the answer does not fit the contract at ${places.join(', ')}`;
};

/**
 * What a result says of the callee. A refusal or a strange answer shows that it works. Nor is it its fault when the caller gave it less
 * than half of the usual time; else anybody who sends short deadlines could open the breaker for all.
 */
export const asCallResult = ({ kind }: Result<unknown>, givenMs: number, usualMs: number): CallResult => {
  if (kind === 'failed' || kind === 'unreachable') return 'failed';
  if (kind === 'timeout') return givenMs * 2 >= usualMs ? 'failed' : 'unknown';
  return 'good';
};

/** Milliseconds to wait at least before the next try; `undefined` when another try is of no use. */
export const leastPause = (miss: Miss, now: Date): number | undefined => {
  if (miss.kind === 'unreachable') return 0;
  if (miss.kind === 'failed' && [502, 503, 504].includes(miss.status)) return retryAfterMs(miss.retryAfter, now) ?? 0;
  if (miss.kind === 'refused' && isBusy(miss)) return retryAfterMs(miss.retryAfter, now);
  return undefined;
};

/** It says neither yes nor no: it has had enough for now, or an earlier try with the same key is still under way there. */
const isBusy = (miss: { readonly status: number; readonly code: string }): boolean =>
  miss.status === 429 || (miss.status === 409 && miss.code === 'request-in-progress');

/** @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
const retryAfterMs = (header: string | undefined, now: Date): number | undefined => {
  if (header === undefined) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
};

/** The error that tells the caller about the last try. */
export const errorOf = (callee: string, miss: Miss, now: Date): CalleeRefused | CalleeUnavailable => {
  const unavailable = (cause: CalleeFailure, fact: string, seconds = 1) => new CalleeUnavailable(callee, cause, Math.max(1, seconds), fact);
  const later = ({ status, retryAfter }: { readonly status: number; readonly retryAfter?: string | undefined }) =>
    unavailable('failed', `it answered ${status}`, Math.ceil((retryAfterMs(retryAfter, now) ?? 0) / 1000));
  if (miss.kind === 'refused') return isBusy(miss) ? later(miss) : new CalleeRefused(callee, miss.status, miss.code, miss.detail);
  switch (miss.kind) {
    case 'failed':
      return later(miss);
    case 'unreachable':
      return unavailable('unreachable', `no answer came (${miss.reason})`);
    case 'timeout':
      return unavailable('timeout', 'no answer came in time');
    default:
      return unavailable(miss.kind, miss.fact, 'retryAfterSeconds' in miss ? miss.retryAfterSeconds : 1);
  }
};
