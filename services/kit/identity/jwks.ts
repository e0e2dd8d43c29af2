import { type CryptoKey, importJWK } from 'jose';
import * as z from 'zod';
import type { Clock } from '../clock';

/** Finds the public key that a token names. */
export interface KeySource {
  /** The key with this id; `undefined` when the issuer publishes no such key. Rejects with `KeysUnavailable` when no keys are known. */
  key(kid: string): Promise<CryptoKey | undefined>;
}

/** No token can be judged: the issuer's keys were never read, or are too old, and it does not answer. It says nothing about a token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';

  constructor(
    readonly issuer: string,
    options?: ErrorOptions,
  ) {
    super(`keys of ${issuer}: keys-unavailable: none are known and the issuer gives none; ask again when it answers`, options);
  }
}

export interface RemoteKeysOptions {
  /** Address of the issuer, without path: `http://auth-service:8001`. */
  readonly issuer: string;
  readonly clock: Clock;
  /** @default - the global fetch */
  readonly fetch?: typeof fetch;
}

const minutes = 60_000;
const fresh = 10 * minutes;
const usable = 24 * 60 * minutes;
/** Between two reads while some keys are known, so that tokens with invented key ids cannot flood the issuer. */
const pause = 30_000;
/** Between two reads while none is known, when every request waits for them. */
const pauseWithoutKeys = 1000;
const longestReadMs = 2000;

const keySet = z.object({ keys: z.array(z.unknown()).max(100) });
/** Only what a public ES256 key needs is taken over; whatever else the entry says is left out. */
const publicKey = z.object({
  kid: z.string().min(1),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  use: z.literal('sig').optional(),
  alg: z.literal('ES256').optional(),
});

interface KnownKey {
  /** The point on the curve, to see whether a key changed. */
  readonly point: string;
  readonly key: CryptoKey;
}

/**
 * The keys that an issuer publishes at `/.well-known/jwks.json`, read when the first token comes. They are read again after 10 minutes,
 * and for an unknown key id at most every 30 seconds. When the issuer is down, known keys serve for 24 hours. Only one read runs at a
 * time.
 * @see https://www.rfc-editor.org/rfc/rfc7517
 */
export class RemoteKeys implements KeySource {
  private known: ReadonlyMap<string, KnownKey> = new Map();
  private readAt = Number.NEGATIVE_INFINITY;
  private triedAt = Number.NEGATIVE_INFINITY;
  private failure: unknown;
  private reading: Promise<void> | undefined;

  constructor(private readonly options: RemoteKeysOptions) {}

  async key(kid: string): Promise<CryptoKey | undefined> {
    const now = this.now();
    const age = now - this.readAt;
    const found = age < usable ? this.known.get(kid) : undefined;
    if (found && age < fresh) return found.key;
    const reading = this.reread(age >= usable ? pauseWithoutKeys : pause);
    // While the issuer is known to be down, nobody waits to hear it again.
    if (found && this.failure !== undefined) return found.key;
    await reading;
    if (this.now() - this.readAt >= usable) throw new KeysUnavailable(this.options.issuer, { cause: this.failure });
    return this.known.get(kid)?.key;
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }

  /** Joins the read that runs, or starts one unless the last is too recent. Never rejects. */
  private reread(wait: number): Promise<void> | undefined {
    if (this.reading === undefined && this.now() - this.triedAt >= wait) {
      this.triedAt = this.now();
      this.reading = this.read().finally(() => {
        this.reading = undefined;
      });
    }
    return this.reading;
  }

  private async read(): Promise<void> {
    try {
      this.known = await this.importAll(await this.download());
      this.readAt = this.now();
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    }
  }

  private async download(): Promise<readonly unknown[]> {
    const { issuer, fetch: send = fetch } = this.options;
    const answer = await send(`${issuer.replace(/\/$/, '')}/.well-known/jwks.json`, {
      redirect: 'error',
      signal: AbortSignal.timeout(longestReadMs),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${issuer}: keys-status: answered ${answer.status} to a request for its keys; look into its log`);
    return keySet.parse(JSON.parse(text)).keys;
  }

  /** Leaves out keys of other kinds. A set without a usable key counts as a failed read: it must not replace keys that work. */
  private async importAll(entries: readonly unknown[]): Promise<ReadonlyMap<string, KnownKey>> {
    const imported = new Map<string, KnownKey>();
    for (const entry of entries) {
      const { data: jwk } = publicKey.safeParse(entry);
      if (!jwk) continue;
      const point = `${jwk.x}.${jwk.y}`;
      const before = this.known.get(jwk.kid);
      const key = before?.point === point ? before.key : await importPublic(jwk);
      if (key) imported.set(jwk.kid, { point, key });
    }
    if (imported.size === 0) throw new Error(`${this.options.issuer}: no-usable-key: publishes no EC P-256 key; publish at least one`);
    return imported;
  }
}

const importPublic = async ({ kty, crv, x, y }: z.infer<typeof publicKey>): Promise<CryptoKey | undefined> => {
  try {
    const key = await importJWK({ kty, crv, x, y }, 'ES256');
    return key instanceof Uint8Array ? undefined : key;
  } catch {
    return undefined; // not a point on the curve
  }
};
