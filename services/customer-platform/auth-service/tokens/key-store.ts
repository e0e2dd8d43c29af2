import { Injectable } from '@nestjs/common';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { Clock, type Context, Database, seal, type Transaction, unseal } from '#kit';
import { AuthSettings } from '../settings';

const hour = 3_600_000;
/** How long one key signs, in milliseconds. */
const signing = 30 * 24 * hour;
/** How long a key is published after it signed its last token: longer than any token lives and any replica remembers the key. */
const published = 2 * hour;
/** One rotation at a time; any constant would do. */
const lock = 8_001_001;

/** A key in the database, its private part encrypted. */
export interface StoredKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateEnc: Buffer;
  readonly state: 'next' | 'active' | 'retired';
  readonly activatedAt: Date | null;
}

/** The signing keys in the database: made when they are first read, rotated when they are read and it is time. */
@Injectable()
export class KeyStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: AuthSettings,
  ) {}

  /** The key that signs, the next one, and those whose tokens are still good. */
  async read(context: Context): Promise<StoredKey[]> {
    const keys = await this.database.query<StoredKey>(context, 'signing_keys_read', read, [this.publishedSince()]);
    return this.isDue(keys) ? this.advance(context) : keys;
  }

  /** What signs with a stored key. */
  async open({ kid, privateEnc }: StoredKey): Promise<CryptoKey> {
    const key = await importJWK(JSON.parse(unseal(this.encryptionKey(), privateEnc, kid)), 'ES256');
    if (key instanceof Uint8Array) throw new Error(`signing_keys: wrong-key: '${kid}' is not an EC key; retire it`);
    return key;
  }

  private isDue(keys: readonly StoredKey[]): boolean {
    return this.isOver(keys) || !keys.some(({ state }) => state === 'next');
  }

  /** Whether the next key has to take over, because no key signs or one has signed for long enough. */
  private isOver(keys: readonly StoredKey[]): boolean {
    const active = keys.find(({ state }) => state === 'active');
    return this.clock.now().getTime() - (active?.activatedAt?.getTime() ?? 0) >= signing;
  }

  /** Makes the missing keys, or lets the next key sign. Who comes second finds it done. */
  private advance(context: Context): Promise<StoredKey[]> {
    return this.database.transaction(context, async (transaction) => {
      await transaction.query('signing_keys_lock', `SELECT pg_advisory_xact_lock(${lock})`);
      const again = (): Promise<StoredKey[]> => transaction.query<StoredKey>('signing_keys_read', read, [this.publishedSince()]);
      const keys = await again();
      if (!this.isDue(keys)) return keys;
      if (!keys.some(({ state }) => state === 'next')) await this.add(transaction);
      if (this.isOver(keys)) {
        await transaction.query('signing_keys_retire', retire, [this.clock.now()]);
        await transaction.query('signing_keys_promote', promote, [this.clock.now()]);
        await this.add(transaction);
        context.log.info({}, 'the signing keys were rotated');
      }
      return again();
    });
  }

  private async add(transaction: Transaction): Promise<void> {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const [publicJwk, privateJwk] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)]);
    const kid = await calculateJwkThumbprint(publicJwk);
    const shown = JSON.stringify({ ...publicJwk, kid, alg: 'ES256', use: 'sig' });
    const hidden = seal(this.encryptionKey(), JSON.stringify(privateJwk), kid);
    await transaction.query('signing_keys_add', add, [kid, shown, hidden, this.clock.now()]);
  }

  private encryptionKey(): Buffer {
    return Buffer.from(this.settings.KEY_ENCRYPTION_KEY, 'base64');
  }

  private publishedSince(): Date {
    return new Date(this.clock.now().getTime() - published);
  }
}

const read = `
  SELECT kid, public_jwk AS "publicJwk", private_enc AS "privateEnc", state, activated_at AS "activatedAt" FROM signing_keys
  WHERE state <> 'retired' OR retired_at > $1 ORDER BY state, created_at`;

const add = "INSERT INTO signing_keys (kid, public_jwk, private_enc, state, created_at) VALUES ($1, $2, $3, 'next', $4)";
const retire = "UPDATE signing_keys SET state = 'retired', retired_at = $1 WHERE state = 'active'";
const promote = "UPDATE signing_keys SET state = 'active', activated_at = $1 WHERE state = 'next'";
