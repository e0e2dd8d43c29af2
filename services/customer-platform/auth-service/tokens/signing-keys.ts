import { Injectable } from '@nestjs/common';
import type { CryptoKey, JWK } from 'jose';
import { Clock, type Context, Every } from '#kit';
import { KeyStore } from './key-store';

const minute = 60_000;
/** How long a replica goes without looking whether another has rotated, in milliseconds. */
const remembered = minute;

interface Ring {
  readonly kid: string;
  readonly key: CryptoKey;
  readonly keys: readonly JWK[];
  readonly readAt: number;
}

/**
 * The keys that sign tokens. Two are always published, the one that signs and the next, so that whoever verifies knows a key long before
 * it is used. They are made when they are first needed; of several replicas one makes or rotates them and the others take over what it
 * made.
 */
@Injectable()
export class SigningKeys {
  private ring: Ring | undefined;
  private loading: Promise<Ring> | undefined;

  constructor(
    private readonly store: KeyStore,
    private readonly clock: Clock,
  ) {}

  /** The key that signs at the moment. */
  signer(context: Context): Promise<{ readonly kid: string; readonly key: CryptoKey }> {
    return this.current(context);
  }

  /** Every key that a good token may be signed with, as a JSON Web Key Set. */
  async published(context: Context): Promise<{ keys: readonly JWK[] }> {
    const { keys } = await this.current(context);
    return { keys };
  }

  /** Rotates in time also while nobody signs in. */
  @Every(60 * minute)
  async rotate(context: Context): Promise<void> {
    await this.current(context);
  }

  private async current(context: Context): Promise<Ring> {
    if (this.ring && this.clock.now().getTime() - this.ring.readAt < remembered) return this.ring;
    this.loading ??= this.load(context).finally(() => {
      this.loading = undefined;
    });
    try {
      return await this.loading;
    } catch (error) {
      // While the database is away, tokens of services are still signed and keys published.
      if (this.ring === undefined) throw error;
      context.log.warn({ err: error }, 'the signing keys could not be read again; those known are used');
      return this.ring;
    }
  }

  private async load(context: Context): Promise<Ring> {
    const stored = await this.store.read(context);
    const active = stored.find(({ state }) => state === 'active');
    if (active === undefined) throw new Error('signing_keys: no-active-key: there is none after a rotation; look into the table');
    const key = this.ring?.kid === active.kid ? this.ring.key : await this.store.open(active);
    this.ring = { kid: active.kid, key, keys: stored.map(({ publicJwk }) => publicJwk), readAt: this.clock.now().getTime() };
    return this.ring;
  }
}
