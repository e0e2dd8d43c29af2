import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Metrics, Problem, type RequestOf, seal, unseal } from '#kit';
import { Locks } from '../accounts/locks';
import { AccessTokens, personSeconds } from '../tokens/access-tokens';
import type { Role } from '../tokens/scopes';
import { keyFor } from '../tokens/sealing';
import type { Session } from './entity';
import { nextRefreshToken, type RefreshToken, readRefreshToken } from './refresh-token';
import { Revocation } from './revocation';
import type { Pair, refresh } from './routes';
import { sessionMs, usable } from './sessions';

/** How long after a rotation the same token gets the same answer again, in milliseconds: for whoever did not receive it. */
const retryMs = 10_000;

type Row = Pick<Session, 'id' | 'accountId' | 'refreshHash' | 'prevHash' | 'sealedPair' | 'methods' | 'authenticatedAt' | 'rotatedAt'> & {
  readonly roles: Role[];
  readonly alive: boolean;
  readonly usable: boolean;
};

/**
 * Gives a new pair of tokens for a refresh token, which works once. A token that was replaced before is in two hands, one of them a
 * stranger's: the session ends and the account is locked until its owner sets a new password or an administrator has looked.
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
 */
@Injectable()
export class Rotation {
  private readonly reuse;

  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly locks: Locks,
    private readonly revocation: Revocation,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.reuse = metrics.counter('auth_refresh_reuse_total', 'Refresh tokens that were used again after they had been replaced.');
  }

  async refresh(request: RequestOf<typeof refresh>): Promise<Pair> {
    const token = readRefreshToken(request.body.refreshToken);
    if (token === undefined) throw invalid();
    // The second look is for who lost against the same token at the same moment, and gets what the winner got.
    for (let look = 1; look <= 2; look++) {
      const session = await this.find(request, token);
      if (session === undefined || !session.alive) throw invalid();
      if (!session.refreshHash.equals(token.hash)) return this.repeat(request, token, session);
      if (!session.usable) throw invalid();
      const pair = await this.rotate(request, token, session);
      if (pair) return pair;
    }
    throw invalid();
  }

  private async find(context: Context, { familyHash }: RefreshToken): Promise<Row | undefined> {
    const [session] = await this.database.query<Row>(context, 'session_find', find, [familyHash, this.clock.now()]);
    return session;
  }

  private async rotate(context: Context, old: RefreshToken, session: Row): Promise<Pair | undefined> {
    const [next, now] = [nextRefreshToken(old), this.clock.now()];
    const { id: sessionId, accountId, roles, authenticatedAt, methods } = session;
    const accessToken = await this.tokens.forPerson(context, { accountId, roles, sessionId, authenticatedAt, methods });
    const pair: Pair = { accessToken, tokenType: 'Bearer', expiresIn: personSeconds, refreshToken: next.text, sessionId };
    const sealed = seal(keyFor('retry', old.text), JSON.stringify(pair), sessionId);
    const expiresAt = new Date(now.getTime() + sessionMs);
    const rotated = await this.database.query(context, 'session_rotate', rotate, [sessionId, old.hash, next.hash, sealed, now, expiresAt]);
    return rotated.length > 0 ? pair : undefined;
  }

  /** Only the old token opens what was sealed with it, so the database alone gives nobody a token. */
  private async repeat(context: Context, token: RefreshToken, session: Row): Promise<Pair> {
    const { prevHash, sealedPair, rotatedAt } = session;
    const recent = rotatedAt !== null && this.clock.now().getTime() - rotatedAt.getTime() <= retryMs;
    if (!recent || !prevHash?.equals(token.hash) || sealedPair === null) return this.punish(context, session);
    if (!session.usable) throw invalid();
    return JSON.parse(unseal(keyFor('retry', token.text), sealedPair, session.id)) as Pair;
  }

  private async punish(context: Context, { id, accountId }: Row): Promise<never> {
    await this.database.transaction(context, async (transaction) => {
      // Of several at once, one tells of it.
      if (await this.revocation.ofSession(transaction, id)) await this.locks.lock(transaction, accountId, 'token_reuse');
    });
    this.reuse.add({});
    context.log.warn({ sessionId: id }, 'a refresh token was used again; the session was ended and the account locked');
    throw invalid();
  }
}

const invalid = (): Problem => new Problem(401, 'invalid-refresh-token', 'this refresh token is not valid, or no longer; sign in again');

const find = `
  SELECT s.id, s.account_id AS "accountId", s.refresh_hash AS "refreshHash", s.prev_hash AS "prevHash", s.sealed_pair AS "sealedPair", s.methods,
    s.authenticated_at AS "authenticatedAt", s.rotated_at AS "rotatedAt", a.roles,
    s.revoked_at IS NULL AND s.expires_at > $2 AS alive, ${usable('$2')} AS usable
  FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.family_hash = $1`;

const rotate = `
  UPDATE sessions s SET refresh_hash = $3, prev_hash = $2, sealed_pair = $4, rotated_at = $5, last_used_at = $5, expires_at = $6
  FROM accounts a
  WHERE s.id = $1 AND s.refresh_hash = $2 AND s.revoked_at IS NULL AND a.id = s.account_id AND ${usable('$5')} RETURNING s.id`;
