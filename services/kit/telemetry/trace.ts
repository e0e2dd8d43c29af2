import { randomFillSync } from 'node:crypto';

/**
 * Where a piece of work stands in its trace.
 * @see https://www.w3.org/TR/trace-context/
 */
export interface Trace {
  /** 32 hexadecimal digits, the same in every service that a flow touches. */
  readonly traceId: string;
  /** 16 hexadecimal digits: this piece of work. */
  readonly spanId: string;
  /** The piece of work that asked for this one. */
  readonly parentId?: string;
  /** Whether spans are kept; decided once, where the trace starts. */
  readonly sampled: boolean;
}

const pool = Buffer.allocUnsafe(8192);
let used = pool.length;

/** Random bytes as text; the generator is asked once for many. */
export const randomHex = (bytes: number): string => {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
};

const format = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const zeros = /^0+$/;

/** Goes on with the trace of a `traceparent` header, or begins one, of which the share `sampling` (0 to 1) is kept. */
export const startTrace = (traceparent: string | undefined, sampling = 1): Trace => {
  const [, traceId, parentId, flags] = (traceparent && format.exec(traceparent)) || [];
  if (traceId && parentId && flags && !zeros.test(traceId) && !zeros.test(parentId))
    return { traceId, parentId, spanId: randomHex(8), sampled: (Number.parseInt(flags, 16) & 1) === 1 };
  return { traceId: randomHex(16), spanId: randomHex(8), sampled: sampling >= 1 || Math.random() < sampling };
};

/** A piece of work within another. */
export const within = ({ traceId, spanId, sampled }: Trace): Trace => ({ traceId, parentId: spanId, spanId: randomHex(8), sampled });

/** The header that hands the trace on. */
export const traceparent = ({ traceId, spanId, sampled }: Trace): string => `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
