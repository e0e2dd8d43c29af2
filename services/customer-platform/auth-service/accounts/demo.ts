import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, type Context, Database, Every, type Transaction } from '#kit';
import { accounts } from '#platform/topics/auth';
import { Passwords } from '../passwords/passwords';
import { AuthSettings } from '../settings';
import type { Role } from '../tokens/scopes';

/** Accounts for trying the platform out, `<name>@demo.local`, and their roles besides that of a customer. */
export const demoRoles: Readonly<Record<string, readonly Role[]>> = {
  customer: [],
  seller: ['seller'],
  support: ['support'],
  merch: ['merchandiser'],
  operator: ['operator'],
  security: ['security'],
  admin: ['admin'],
};

/** Makes accounts of every kind on a computer where nobody could give the first admin its role. All have the one password of the settings. */
@Injectable()
export class DemoAccounts {
  private done = false;

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  /** Done once at each start; tried again while the database is away. */
  @Every(5000)
  async make(context: Context): Promise<void> {
    const { DEMO_PASSWORD: password, ENVIRONMENT: environment } = this.settings;
    if (this.done || password === undefined || environment !== 'local') return;
    const hash = await this.passwords.hash(context, password);
    await this.database.transaction(context, async (transaction) => {
      for (const [name, roles] of Object.entries(demoRoles)) await this.put(transaction, { email: `${name}@demo.local`, roles, hash });
    });
    this.done = true;
  }

  /** One that is there already gets the password of this start. */
  private async put(
    transaction: Transaction,
    { email, roles, hash }: { email: string; roles: readonly Role[]; hash: string },
  ): Promise<void> {
    const [id, now] = [v7(), this.clock.now()];
    const [account] = await transaction.query<{ id: string }>(
      'account_demo',
      `INSERT INTO accounts (id, email, email_lower, password_hash, email_verified_at, locale, roles, status, created_at, updated_at)
       VALUES ($1, $2, $2, $3, $5, 'en', $4, 'active', $5, $5)
       ON CONFLICT (email_lower) DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at RETURNING id`,
      [id, email, hash, ['customer', ...roles], now],
    );
    if (account?.id !== id) return;
    const data = { userId: id, email, locale: 'en', origin: 'signup' as const, registeredAt: now.toISOString() };
    await transaction.emit(accounts.registered, data, { version: 1 });
  }
}
