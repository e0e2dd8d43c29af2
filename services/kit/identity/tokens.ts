import { type CryptoKey, errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Clock } from '../clock';
import type { Caller } from '../context';
import { type KeySource, KeysUnavailable } from './jwks';

/** Why a token is refused. It names the check that failed and nothing of the token. */
export type TokenRefusal = 'malformed' | 'algorithm' | 'unknown_key' | 'signature' | 'expired' | 'issuer' | 'audience' | 'claims';

/** The token does not say who asks. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';

  constructor(readonly reason: TokenRefusal) {
    super(`token: token-refused: it fails the check of '${reason}'; get a new one`);
  }
}

export interface TokenVerifierOptions {
  /** What `iss` must be, to the letter. */
  readonly issuer: string;
  /** What `aud` must be or contain. @default 'platform' */
  readonly audience?: string;
  readonly keys: KeySource;
  readonly clock: Clock;
  /** How many good tokens are remembered. @default 10000 */
  readonly remembered?: number;
}

/** How far the clocks of two machines may differ, in seconds. */
const toleranceSeconds = 30;

/** A user's id, or a service by its name. */
const subject = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|svc:[a-z][a-z0-9-]{0,62})$/;

const claims = z.object({
  sub: z.string().regex(subject),
  exp: z.number(),
  iat: z.number(),
  scope: z.string().default(''),
  sid: z.string().optional(),
  auth_time: z.number().optional(),
});

interface Verified {
  readonly caller: Caller;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * Finds out from an access token who asks. Only ES256 is accepted, whatever the token claims. A token that was good is known until it
 * expires, the latest of them, in memory only: to keep their hashes instead would cost each request as much as its log line.
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export class TokenVerifier {
  private readonly verified = new Map<string, Verified>();

  constructor(private readonly options: TokenVerifierOptions) {}

  /** The caller of a token that was verified before and is still good; `undefined` means that `verify` has to look. */
  cached(token: string): Caller | undefined {
    const known = this.verified.get(token);
    if (known === undefined) return undefined;
    if (this.now() < known.until) return known.caller;
    this.verified.delete(token);
    return undefined;
  }

  /** Rejects with `TokenRefused` when the token is no good, and with `KeysUnavailable` when that cannot be known. */
  async verify(token: string): Promise<Caller> {
    const known = this.cached(token);
    if (known) return known;
    const { caller, until } = await this.check(token);
    if (until > this.now()) this.remember(token, { caller, until });
    return caller;
  }

  private async check(token: string): Promise<Verified> {
    const { issuer, audience = 'platform', clock } = this.options;
    try {
      const { payload } = await jwtVerify(token, (header) => this.keyOf(header), {
        issuer,
        audience,
        algorithms: ['ES256'],
        clockTolerance: toleranceSeconds,
        currentDate: clock.now(),
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return this.read(payload);
    } catch (error) {
      if (error instanceof KeysUnavailable || error instanceof TokenRefused) throw error;
      throw new TokenRefused(reasonOf(error));
    }
  }

  private async keyOf({ kid }: JWTHeaderParameters): Promise<CryptoKey> {
    const key = typeof kid === 'string' ? await this.options.keys.key(kid) : undefined;
    if (key === undefined) throw new TokenRefused('unknown_key');
    return key;
  }

  private read(payload: JWTPayload): Verified {
    const { data } = claims.safeParse(payload);
    // A token from the future was made by a clock that cannot be trusted with its end either.
    if (!data || data.iat * 1000 > this.now() + toleranceSeconds * 1000) throw new TokenRefused('claims');
    const caller: Caller = {
      subject: data.sub,
      scopes: new Set(data.scope.split(' ').filter((scope) => scope !== '')),
      isService: data.sub.startsWith('svc:'),
      session: data.sid,
      authenticatedAt: data.auth_time,
    };
    return { caller, until: data.exp * 1000 };
  }

  private remember(token: string, verified: Verified): void {
    if (this.verified.size >= (this.options.remembered ?? 10_000)) {
      const [oldest] = this.verified.keys();
      if (oldest !== undefined) this.verified.delete(oldest);
    }
    this.verified.set(token, verified);
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

const reasonOf = (error: unknown): TokenRefusal => {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JWTClaimValidationFailed) return claimReasons[error.claim] ?? 'claims';
  return 'malformed';
};

const claimReasons: Readonly<Record<string, TokenRefusal>> = { iss: 'issuer', aud: 'audience' };
