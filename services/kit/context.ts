import type { Logger } from './telemetry/log';
import type { Trace } from './telemetry/trace';

/** Who asks, as the verified token says. */
export interface Caller {
  /** The user's id, or `svc:<service>` for a service. */
  readonly subject: string;
  /** What the caller may do. Services check scopes, never roles. */
  readonly scopes: ReadonlySet<string>;
  /** Whether a service asks, not a person. */
  readonly isService: boolean;
  /** The session that the token belongs to; services have none. */
  readonly session?: string;
  /** When the person last proved who they are, in seconds since 1970. */
  readonly authenticatedAt?: number;
}

/**
 * The work at hand: one request or one event. It is handed on to whatever touches the database, another service or the log, so that
 * one trace covers the flow and a deadline holds for all of it. It is an argument and not ambient, because a forgotten argument does
 * not compile.
 */
export interface Context {
  readonly trace: Trace;
  /** Identifies the request for people: echoed as `X-Request-Id`, and in every log line. */
  readonly requestId: string;
  /** Writes lines that carry the trace and the request. */
  readonly log: Logger;
  /** When the answer is no longer wanted, in milliseconds of `performance.now()`. */
  readonly deadline: number;
  /** Who asked; absent where nobody has to say so, and for events. */
  readonly caller?: Caller;
}
