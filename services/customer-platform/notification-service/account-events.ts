import { Injectable } from '@nestjs/common';
import { On, type Received, type Transaction } from '#kit';
import { accounts, challenges } from '#platform/topics/auth';
import { MessageQueue } from './message-queue';
import type { TemplateName } from './templates';

type Purpose = 'verify_email' | 'reset_password' | 'change_email' | 'invite' | 'already_registered';

const templateOf: Readonly<Record<Purpose, TemplateName>> = {
  verify_email: 'verify-email',
  reset_password: 'reset-password',
  change_email: 'change-email',
  invite: 'invite',
  already_registered: 'already-registered',
};

interface Challenge {
  readonly userId: string;
  readonly email: string;
  readonly locale: string;
  readonly purpose: Purpose;
  readonly token?: string | undefined;
  readonly expiresAt?: string | undefined;
}

interface Lock {
  readonly userId: string;
  readonly reason: string;
  readonly untilAt?: string | undefined;
}

/** Messages about accounts. A challenge goes to the address that it names, because that is what it proves. */
@Injectable()
export class AccountEvents {
  constructor(private readonly queue: MessageQueue) {}

  @On(challenges.issued)
  async challenged({ id, data }: Received<Challenge>, transaction: Transaction): Promise<void> {
    const { userId, email, locale, purpose, token, expiresAt } = data;
    await this.queue.put(
      { cause: id, template: templateOf[purpose], userId, data: token === undefined ? {} : { token }, to: { email, locale }, expiresAt },
      'email',
      transaction,
    );
  }

  @On(accounts.locked)
  async locked({ id, data: { userId, reason, untilAt = '' } }: Received<Lock>, transaction: Transaction): Promise<void> {
    await this.queue.tell({ cause: id, template: 'account-locked', userId, data: { reason, until: untilAt } }, transaction);
  }
}
