import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/**
 * Whether PostgreSQL would let in who has the password, by what it keeps of it: a verifier, as `ALTER ROLE … PASSWORD` takes one.
 * @see https://www.postgresql.org/docs/current/catalog-pg-authid.html
 */
export const letsIn = (verifier: string, password: string): boolean => {
  const [, rounds, salt = '', stored] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(verifier) ?? [];
  if (rounds === undefined) return false;
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
  const key = createHmac('sha256', salted).update('Client Key').digest();
  return createHash('sha256').update(key).digest('base64') === stored;
};
