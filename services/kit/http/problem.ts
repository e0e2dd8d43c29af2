import { STATUS_CODES } from 'node:http';

/** One wrong place in a body (`/items/0/sku`) or a query (`query/limit`). */
export interface WrongField {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** What an answer says about a problem besides its code. */
export interface ProblemFacts {
  readonly errors?: readonly WrongField[];
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A "no" for the caller. Thrown anywhere, it becomes an `application/problem+json` answer; everything else that is thrown becomes a 500
 * that always reads the same.
 *
 * `code` is kebab-case and stands in the route's contract; `detail` is one sentence for the caller's developer, without SQL, hosts or
 * anybody else's data.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly facts: ProblemFacts = {},
  ) {
    super(`${status} ${code}: ${detail}`);
    this.name = 'Problem';
  }
}

/** Problems that any route may answer with, and their status. A route's contract names its own besides. */
export const everywhere: Readonly<Record<string, number>> = {
  'malformed-request': 400,
  'malformed-json': 400,
  'validation-failed': 400,
  'invalid-cursor': 400,
  'idempotency-key-required': 400,
  unauthenticated: 401,
  'reauthentication-required': 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'request-timeout': 408,
  'request-in-progress': 409,
  'stale-version': 412,
  'body-too-large': 413,
  'url-too-long': 414,
  'unsupported-media-type': 415,
  'expectation-failed': 417,
  'idempotency-key-reused': 422,
  'precondition-required': 428,
  'rate-limited': 429,
  'headers-too-large': 431,
  internal: 500,
  'identity-unavailable': 503,
  'database-unavailable': 503,
  overloaded: 503,
};

const problem = (code: keyof typeof everywhere & string, detail: string, facts?: ProblemFacts): Problem =>
  new Problem(everywhere[code] ?? 500, code, detail, facts);

export const notFound = (): Problem => problem('not-found', 'there is nothing here, or nothing that you may see');
export const staleVersion = (): Problem =>
  problem('stale-version', 'it was changed since you read it; read it again and repeat your change');
export const validationFailed = (errors: readonly WrongField[]): Problem =>
  problem('validation-failed', `${errors.length === 1 ? 'one field is' : `${errors.length} fields are`} not as the contract says`, {
    errors,
  });
export const unavailable = (code: string, detail: string, retryAfterSeconds = 1): Problem =>
  new Problem(503, code, detail, { headers: { 'retry-after': String(retryAfterSeconds) } });
export const known = problem;

/** The body of a problem's answer. */
export const problemBody = ({ status, code, detail, facts }: Problem, instance: string, traceId: string, baseUrl: string) => ({
  type: `${baseUrl}/problems/${code}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  instance,
  code,
  traceId,
  ...(facts.errors && { errors: facts.errors }),
});
