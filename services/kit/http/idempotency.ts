import { createHash } from 'node:crypto';
import type { Database } from '../database/database';
import { Gathered } from '../database/gathered';
import { known, type Problem } from './problem';
import type { AnyRoute } from './route';

/** A request that carries a key: what is stored with its effect, so that the same key changes nothing a second time. */
export interface IdempotentCall {
  readonly caller: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** Tells whether a second request is the same one. Passwords, tokens and codes are left out, so that they cannot be guessed from it. */
  readonly fingerprint: string;
  readonly status: number;
}

type Key = Pick<IdempotentCall, 'caller' | 'key'>;

interface Stored extends Key {
  readonly method: string;
  readonly path: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string | null;
  readonly fresh: boolean;
}

/** An answer that was given before. */
export interface Replay {
  readonly status: number;
  readonly body: string | undefined;
}

const form = /^(?:"([\x20\x21\x23-\x7e]{1,128})"|([\x21\x23-\x7e]{1,128}))$/;

/**
 * The key of a request.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export const keyOf = (header: string | undefined, { idempotency }: AnyRoute): string | undefined | Problem => {
  if (header === undefined)
    return idempotency === 'required'
      ? known('idempotency-key-required', 'send an Idempotency-Key, a new one for each new wish')
      : undefined;
  const [, quoted, bare] = form.exec(header) ?? [];
  return quoted ?? bare ?? known('validation-failed', 'Idempotency-Key has 1 to 128 visible characters, in double quotes');
};

/** What must not be found out by guessing, should the stored fingerprints get into wrong hands. */
const credential = /password|token|secret|otp/i;

export const fingerprintOf = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(body, (key, value) => (credential.test(key) ? undefined : value)) ?? '')
    .digest('base64url');

const idOf = ({ caller, key }: Key): string => `${caller} ${key}`;

/** Answers that are kept for a day, so that a repeated request gets the first answer again. */
export class IdempotencyKeys {
  private readonly running = new Set<string>();
  private readonly stored = new Gathered<Key, Stored>((keys) => this.lookUp(keys));

  constructor(private readonly database: Database) {}

  /** The first answer, if there is one; otherwise the key is taken until `release`. */
  async claim(call: IdempotentCall): Promise<Replay | undefined> {
    const id = idOf(call);
    if (this.running.has(id))
      throw known('request-in-progress', 'the first request with this key is not answered yet', { headers: { 'retry-after': '1' } });
    this.running.add(id);
    try {
      const stored = await this.find(call);
      if (stored) this.running.delete(id);
      return stored;
    } catch (error) {
      this.running.delete(id);
      throw error;
    }
  }

  /** The stored answer of a key; refused when it belongs to another request. */
  async find(call: IdempotentCall): Promise<Replay | undefined> {
    const stored = await this.stored.find(call);
    if (stored === undefined) return undefined;
    if (!stored.fresh) {
      await this.purge();
      return undefined;
    }
    if (stored.fingerprint !== call.fingerprint || stored.method !== call.method || stored.path !== call.path)
      throw known('idempotency-key-reused', 'this key was used for another request; take a new one');
    return { status: stored.status, body: stored.body ?? undefined };
  }

  private async lookUp(keys: readonly Key[]): Promise<(Stored | undefined)[]> {
    const rows = await this.database.query<Stored>(
      undefined,
      'idempotency_find',
      `SELECT caller, key, method, path, fingerprint, status, body, expires_at > now() AS fresh
         FROM unnest($1::text[], $2::text[]) AS wanted (caller, key) JOIN idempotency_keys USING (caller, key)`,
      [keys.map(({ caller }) => caller), keys.map(({ key }) => key)],
    );
    const found = new Map(rows.map((row) => [idOf(row), row]));
    return keys.map((key) => found.get(idOf(key)));
  }

  release(call: IdempotentCall): void {
    this.running.delete(idOf(call));
  }

  /** Forgets keys whose day has passed. */
  async purge(): Promise<void> {
    await this.database.query(undefined, 'idempotency_purge', 'DELETE FROM idempotency_keys WHERE expires_at < now()', []);
  }
}
