import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { Clock, type Context, Database } from '#kit';
import { usable } from '../sessions/sessions';
import { AuthSettings } from '../settings';
import { SigningKeys } from './signing-keys';

/** What a token says that is still good. */
export interface Claims extends JWTPayload {
  readonly sub: string;
  readonly exp: number;
  readonly scope?: string;
  /** Tokens of people alone belong to a session. */
  readonly sid?: string;
  readonly act?: { readonly sub: string };
}

/** Looks whether access tokens are good at this moment: unlike other services, which see the signature only, also whether their session goes on. */
@Injectable()
export class AccessTokenReader {
  constructor(
    private readonly keys: SigningKeys,
    private readonly database: Database,
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  /** `undefined` when the token is not good, or no longer. */
  async read(context: Context, token: string): Promise<Claims | undefined> {
    const claims = await this.verified(context, token);
    if (claims?.sid === undefined) return claims;
    const [session] = await this.database.query(context, 'session_goes_on', goesOn, [claims.sid, claims.sub, this.clock.now()]);
    return session && claims;
  }

  private async verified(context: Context, token: string): Promise<Claims | undefined> {
    const { keys } = await this.keys.published(context);
    try {
      const { payload } = await jwtVerify<Claims>(token, createLocalJWKSet({ keys: [...keys] }), {
        ...{ issuer: this.settings.ISSUER_URL, audience: 'platform', algorithms: ['ES256'] },
        ...{ currentDate: this.clock.now(), requiredClaims: ['exp', 'sub'] },
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

const goesOn = `SELECT 1 FROM sessions s JOIN accounts a ON a.id = s.account_id
  WHERE s.id = $1 AND s.account_id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3 AND ${usable('$3')}`;
