/** Why there is no usable answer. */
export type CalleeFailure =
  /** No connection, or it broke. */
  | 'unreachable'
  | 'timeout'
  /** It failed too often lately and is left alone for a while. */
  | 'circuit_open'
  /** It answered with an error of its own (5xx), with a redirect, or that it is too busy (429, 409 `request-in-progress`). */
  | 'failed'
  /** It answered something that its contract does not allow. */
  | 'invalid_answer'
  /** This service got no token to call with. */
  | 'no_token'
  /** The caller's deadline passed before anything was sent. */
  | 'deadline';

/** The callee said no, and said why: an answer, not a failure of it. To be busy is none. */
export class CalleeRefused extends Error {
  override readonly name = 'CalleeRefused';

  constructor(
    readonly callee: string,
    /** 400 to 499. */
    readonly status: number,
    /** The problem's `code`; `unknown` when the answer has none. */
    readonly code: string,
    readonly detail: string,
  ) {
    super(`${callee}: callee-refused: answered ${status} ${code}; handle this code where it is called`);
  }
}

/** Nothing usable came from the callee. The caller uses its fallback, or answers 503. */
export class CalleeUnavailable extends Error {
  override readonly name = 'CalleeUnavailable';

  constructor(
    readonly callee: string,
    override readonly cause: CalleeFailure,
    /** When it is worth asking again; whole seconds, at least 1. */
    readonly retryAfterSeconds: number,
    fact: string,
  ) {
    super(`${callee}: callee-unavailable: ${cause}: ${fact}; use the fallback, or answer 503`);
  }
}
