/** The database cannot be asked at the moment; asking again may help. */
export class DatabaseDown extends Error {
  constructor(cause: unknown) {
    super(`the database does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'DatabaseDown';
  }
}

const codeOf = (error: unknown): string => {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  return driverError ? codeOf(driverError) : '';
};

const messages =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|connection ended|not queryable/i;

/** Other errors of Node have codes that begin with E too, and are mistakes of ours. */
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * Whether an error says that the database is away, starting or full, and not that the statement is wrong.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const isDown = (error: unknown): boolean => {
  if (error instanceof DatabaseDown) return true;
  const code = codeOf(error);
  return /^(08|53|57P)/.test(code) || network.has(code) || (error instanceof Error && messages.test(error.message));
};

/**
 * Whether the same statement may succeed a moment later: the database is away, or somebody else held a lock. A broken connection that nobody
 * has called the database's may as well be the caller's.
 */
export const isTransient = (error: unknown): boolean => error instanceof DatabaseDown || /^(08|40|53|55P03|57P|57014)/.test(codeOf(error));

/** Whether others held what a transaction wanted: a deadlock, a lock that did not come in time, or a row that changed meanwhile. */
export const isContended = (error: unknown): boolean => /^(40P01|40001|55P03)$/.test(codeOf(error));

/** The unique constraint that a write broke; none for other errors. */
export const brokenUnique = (error: unknown): string | undefined => {
  if (codeOf(error) !== '23505') return undefined;
  const { constraint, driverError } = error as { constraint?: string; driverError?: { constraint?: string } };
  return constraint ?? driverError?.constraint;
};
