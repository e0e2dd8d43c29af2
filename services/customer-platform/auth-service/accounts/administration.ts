import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, type Context, Database, notFound, Problem, type RequestOf, staleVersion, type Transaction } from '#kit';
import { Revocation } from '../sessions/revocation';
import type { Role } from '../tokens/scopes';
import { accountColumns, stateOf } from './account';
import type { changeRoles, getAccount, lockAccount, unlockAccount } from './admin-routes';
import type { Account } from './entities';
import { Locks } from './locks';

type View = AnswerOf<typeof getAccount>;

/** One change that could leave the platform without an admin at a time; any constant would do. */
const adminsLock = 8_001_002;

/** What administrators do to accounts. */
@Injectable()
export class Administration {
  constructor(
    private readonly database: Database,
    private readonly locks: Locks,
    private readonly revocation: Revocation,
    private readonly clock: Clock,
  ) {}

  async get(request: RequestOf<typeof getAccount>): Promise<View> {
    const sql = `SELECT ${accountColumns} FROM accounts WHERE id = $1`;
    const [account] = await this.database.query<Account>(request, 'account_get', sql, [request.params.id]);
    if (account === undefined) throw notFound();
    return this.view(account);
  }

  /** Tokens that were signed before keep their scopes until they end; the next refresh takes over the new roles. */
  changeRoles(request: RequestOf<typeof changeRoles>): Promise<View> {
    const { params, body, expectedVersion } = request;
    const roles: Role[] = [...new Set<Role>(['customer', ...body.roles])];
    return this.change(request, params.id, async (transaction, account) => {
      if (account.version !== expectedVersion) throw staleVersion();
      if (!roles.includes('admin')) await this.keepAnAdmin(transaction, account);
      const sql = 'UPDATE accounts SET roles = $2, version = version + 1, updated_at = $3 WHERE id = $1';
      await transaction.query('account_roles', sql, [account.id, roles, this.clock.now()]);
    });
  }

  lock(request: RequestOf<typeof lockAccount>): Promise<View> {
    return this.change(request, request.params.id, async (transaction, account) => {
      await this.keepAnAdmin(transaction, account);
      await this.locks.lock(transaction, account.id, 'admin');
      await this.revocation.ofAccount(transaction, account.id);
    });
  }

  unlock(request: RequestOf<typeof unlockAccount>): Promise<View> {
    return this.change(request, request.params.id, (transaction, account) => this.locks.unlock(transaction, account.id));
  }

  private change(context: Context, id: string, work: (transaction: Transaction, account: Account) => Promise<void>): Promise<View> {
    return this.database.transaction(context, async (transaction) => {
      await transaction.query('admins_lock', `SELECT pg_advisory_xact_lock(${adminsLock})`);
      const read = async (): Promise<Account> => {
        const sql = `SELECT ${accountColumns} FROM accounts WHERE id = $1 FOR UPDATE`;
        const [account] = await transaction.query<Account>('account_for_change', sql, [id]);
        if (account === undefined) throw notFound();
        return account;
      };
      const account = await read();
      if (account.status === 'erased') throw new Problem(409, 'already-final', 'the account was erased');
      await work(transaction, account);
      return this.view(await read());
    });
  }

  /** Refuses to take from the platform the last admin who can sign in. */
  private async keepAnAdmin(transaction: Transaction, { id, roles }: Account): Promise<void> {
    if (!roles.includes('admin')) return;
    const sql = "SELECT 1 FROM accounts WHERE 'admin' = ANY (roles) AND status = 'active' AND id <> $1 LIMIT 1";
    const others = await transaction.query('admins_besides', sql, [id]);
    if (others.length === 0) throw new Problem(422, 'last-admin', 'this is the only admin who can sign in; make another one first');
  }

  private view(account: Account): View {
    const { id, email, emailVerifiedAt, roles, lockReason, lockedUntil, version, createdAt } = account;
    const status = stateOf(account, this.clock.now());
    const lock = status === 'locked' ? { reason: lockReason ?? 'admin', untilAt: lockedUntil?.toISOString() ?? null } : null;
    return { id, email, emailVerified: emailVerifiedAt !== null, roles, status, lock, createdAt: createdAt.toISOString(), version };
  }
}
