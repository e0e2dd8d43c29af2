import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { Clock, type Context } from '#kit';
import { AuthSettings } from '../settings';
import { type Role, scopesOf } from './scopes';
import { SigningKeys } from './signing-keys';

/** How long a person's token is good, in seconds. */
export const personSeconds = 900;
/** How long a service's token is good, in seconds. */
export const serviceSeconds = 600;

/** Whom a token is for, and how he or she proved it. */
export interface SignedIn {
  readonly accountId: string;
  readonly roles: readonly Role[];
  readonly sessionId: string;
  readonly authenticatedAt: Date;
  readonly methods: readonly string[];
}

/** What a client does for a person. */
interface OnBehalf {
  readonly client: string;
  readonly scopes: readonly string[];
  readonly userId: string;
  readonly seconds: number;
}

/** Signs the tokens that every service accepts. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: SigningKeys,
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  forPerson(context: Context, { accountId, roles, sessionId, authenticatedAt, methods }: SignedIn): Promise<string> {
    const scope = scopesOf(roles, { methods, mfaRequired: this.settings.MFA_REQUIRED }).join(' ');
    const proof = { sid: sessionId, auth_time: Math.floor(authenticatedAt.getTime() / 1000), amr: methods };
    return this.sign(context, accountId, { scope, roles, ...proof }, personSeconds);
  }

  forService(context: Context, client: string, scopes: readonly string[]): Promise<string> {
    return this.sign(context, `svc:${client}`, { scope: scopes.join(' ') }, serviceSeconds);
  }

  /** For a call of a client on behalf of a person, who is named as `act`. */
  onBehalf(context: Context, { client, scopes, userId, seconds }: OnBehalf): Promise<string> {
    return this.sign(context, `svc:${client}`, { scope: scopes.join(' '), act: { sub: userId } }, seconds);
  }

  private async sign(context: Context, subject: string, claims: Record<string, unknown>, seconds: number): Promise<string> {
    const { kid, key } = await this.keys.signer(context);
    const now = Math.floor(this.clock.now().getTime() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
      .setIssuer(this.settings.ISSUER_URL)
      .setAudience('platform')
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .setJti(randomUUID())
      .sign(key);
  }
}
