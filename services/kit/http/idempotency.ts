import { createHash } from 'node:crypto';
import type { Database } from '../database/database';
import { isSecret } from '../telemetry';
import { known, type Problem } from './problem';
import type { AnyRoute } from './route';

/** A request that carries a key: what is stored with its effect, so that the same key changes nothing a second time. */
export interface IdempotentCall {
  readonly caller: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** Tells whether a second request is the same one. Values of secret keys are left out, so that nothing can be guessed from it. */
  readonly fingerprint: string;
  readonly status: number;
}

interface Stored {
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

export const fingerprintOf = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(body, (key, value) => (isSecret(key) ? undefined : value)) ?? '')
    .digest('base64url');

/** Answers that are kept for a day, so that a repeated request gets the first answer again. */
export class IdempotencyKeys {
  private readonly running = new Set<string>();

  constructor(private readonly database: Database) {}

  /** The first answer, if there is one; otherwise the key is taken until `release`. */
  async claim(call: IdempotentCall): Promise<Replay | undefined> {
    const id = `${call.caller} ${call.key}`;
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
    const [stored] = await this.database.query<Stored>(
      undefined,
      'idempotency_find',
      'SELECT method, path, fingerprint, status, body, expires_at > now() AS fresh FROM idempotency_keys WHERE caller = $1 AND key = $2',
      [call.caller, call.key],
    );
    if (stored === undefined) return undefined;
    if (!stored.fresh) {
      await this.purge();
      return undefined;
    }
    if (stored.fingerprint !== call.fingerprint || stored.method !== call.method || stored.path !== call.path)
      throw known('idempotency-key-reused', 'this key was used for another request; take a new one');
    return { status: stored.status, body: stored.body ?? undefined };
  }

  release({ caller, key }: IdempotentCall): void {
    this.running.delete(`${caller} ${key}`);
  }

  /** Forgets keys whose day has passed. */
  async purge(): Promise<void> {
    await this.database.query(undefined, 'idempotency_purge', 'DELETE FROM idempotency_keys WHERE expires_at < now()', []);
  }
}
