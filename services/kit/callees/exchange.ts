import * as z from 'zod';
import { type Send, type Sent, send } from './connection';

/** What came of one request. */
export type Exchange =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string; readonly nextCursor?: string }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly detail: string; readonly retryAfter?: string }
  | { readonly kind: 'failed'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'timeout' };

const problem = z.object({ code: z.string().catch('unknown'), detail: z.string().catch('') }).catch({ code: 'unknown', detail: '' });

/** Sends one request and says what the whole answer means. Never rejects. */
export const exchange = async (request: Send): Promise<Exchange> => {
  const sent = await send(request);
  return sent.kind === 'whole' ? sort(sent) : sent;
};

const sort = ({ status, headers, text }: Extract<Sent, { kind: 'whole' }>): Exchange => {
  const nextCursor = one(headers['x-next-cursor']);
  if (status >= 200 && status <= 299) return { kind: 'answered', status, text, ...(nextCursor !== undefined && { nextCursor }) };
  const retryAfter = headers['retry-after'];
  if (status < 400 || status > 499) return { kind: 'failed', status, retryAfter };
  return { kind: 'refused', status, ...problem.parse(parse(text)), retryAfter };
};

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

/** The value of a JSON text; `undefined` for an empty one and for one that is not JSON. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The values of lines of JSON; `undefined` when one of them is not JSON. */
export const parseLines = (text: string): unknown[] | undefined => {
  const values = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parse);
  return values.includes(undefined) ? undefined : values;
};
