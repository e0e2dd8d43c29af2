import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type AnswerOf, Clock, Database, notFound, positionOf, type RequestOf, toPage } from '#kit';
import { sessions } from '#platform/topics/auth';
import { accountOf } from '../accounts/account';
import type { Account } from '../accounts/entities';
import { AccessTokens, personSeconds } from '../tokens/access-tokens';
import type { Session } from './entity';
import { Origins } from './origin';
import { firstRefreshToken } from './refresh-token';
import { Revocation } from './revocation';
import type { endSession, listSessions, logIn, logOut, Pair } from './routes';

/** How long a session lasts without being used, in milliseconds. */
export const sessionMs = 30 * 24 * 3_600_000;

/** The part of a condition that is true of an account that may have a session; its parameter is the time. */
export const usable = (now: string): string =>
  `(a.status = 'active' OR (a.status = 'locked' AND a.locked_until <= ${now} AND a.email_verified_at IS NOT NULL))`;

/** The devices on which people are signed in. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly origins: Origins,
    private readonly revocation: Revocation,
    private readonly clock: Clock,
  ) {}

  /** Opens a session and forgets wrong passwords before it; none when the account was locked meanwhile. */
  async open(request: RequestOf<typeof logIn>, { id: accountId, roles }: Account, methods: readonly string[]): Promise<Pair | undefined> {
    const [sessionId, authenticatedAt, refresh] = [v7(), this.clock.now(), firstRefreshToken()];
    const { agentFamily, ipHash, ipHashOfTheDay } = this.origins.of(request, authenticatedAt);
    const isOpen = await this.database.transaction(request, async (transaction) => {
      const opened = await transaction.query('session_open', open, [
        ...[sessionId, accountId, refresh.familyHash, refresh.hash, methods, agentFamily, ipHash],
        ...[authenticatedAt, new Date(authenticatedAt.getTime() + sessionMs)],
      ]);
      if (opened.length === 0) return false;
      await transaction.emit(sessions.created, {
        ...{ sessionId, userId: accountId, ipHash: ipHashOfTheDay, agentFamily },
        ...{ mfa: methods.includes('otp'), createdAt: authenticatedAt.toISOString() },
      });
      return true;
    });
    if (!isOpen) return undefined;
    const accessToken = await this.tokens.forPerson(request, { accountId, roles, sessionId, authenticatedAt, methods });
    return { accessToken, tokenType: 'Bearer', expiresIn: personSeconds, refreshToken: refresh.text, sessionId };
  }

  async list(request: RequestOf<typeof listSessions>): Promise<AnswerOf<typeof listSessions>> {
    const { query, caller } = request;
    const after = positionOf(query)?.id;
    const rows = await this.database.query<Pick<Session, 'id' | 'agentFamily' | 'createdAt' | 'lastUsedAt' | 'expiresAt'>>(
      request,
      'session_list',
      `SELECT id, agent_family AS "agentFamily", created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt" FROM sessions
       WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [accountOf(caller), this.clock.now(), after, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ id }) => ({ id }));
    const shown = data.map(({ id, agentFamily, createdAt, lastUsedAt, expiresAt }) => ({
      ...{ id, agentFamily, current: id === caller.session },
      ...{ createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt.toISOString(), expiresAt: expiresAt.toISOString() },
    }));
    return { data: shown, page };
  }

  /** Answers well also when the session has ended before. */
  async end(request: RequestOf<typeof endSession>): Promise<void> {
    const { caller, params } = request;
    await this.database.transaction(request, async (transaction) => {
      const sql = 'SELECT 1 FROM sessions WHERE id = $1 AND account_id = $2';
      const own = await transaction.query('session_own', sql, [params.id, accountOf(caller)]);
      if (own.length === 0) throw notFound();
      await this.revocation.ofSession(transaction, params.id);
    });
  }

  async logOut(request: RequestOf<typeof logOut>): Promise<void> {
    const { caller, query } = request;
    const accountId = accountOf(caller);
    await this.database.transaction(request, async (transaction) => {
      if (query.all === 'true') await this.revocation.ofAccount(transaction, accountId);
      else if (caller.session) await this.revocation.ofSession(transaction, caller.session);
    });
  }
}

const open = `
  WITH opened AS (
    INSERT INTO sessions (id, account_id, family_hash, refresh_hash, methods, agent_family, ip_hash, authenticated_at, last_used_at,
      created_at, expires_at)
    SELECT $1, a.id, $3, $4, $5, $6, $7, $8::timestamptz, $8, $8, $9::timestamptz FROM accounts a WHERE a.id = $2 AND ${usable('$8')}
    FOR NO KEY UPDATE
    RETURNING id
  ), cleared AS (
    UPDATE accounts a SET failed_count = 0, status = 'active', lock_reason = NULL, locked_until = NULL, updated_at = $8
    WHERE a.id = $2 AND (a.failed_count > 0 OR a.status = 'locked') AND ${usable('$8')}
  )
  SELECT id FROM opened`;
