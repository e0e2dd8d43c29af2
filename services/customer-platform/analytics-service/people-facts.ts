import { Injectable } from '@nestjs/common';
import { type EventData, Metrics, On, type Received, type Transaction } from '#kit';
import { accounts, sessions } from '#platform/topics/auth';
import { profiles } from '#platform/topics/user';
import { Facts, one } from './facts';

/** Who joins and who signs in. Only their number is kept. */
@Injectable()
export class PeopleFacts {
  private readonly sessions;

  constructor(
    private readonly facts: Facts,
    metrics: Metrics,
  ) {
    this.sessions = metrics.counter('analytics_sessions_created_total', 'Sign-ins that succeeded.');
  }

  @On(accounts.registered)
  async registered({ data }: Received<EventData<typeof accounts.registered>>, transaction: Transaction): Promise<void> {
    const { userId, origin, registeredAt } = data;
    const amounts = [one('registrations', { origin })];
    await this.facts.note(transaction, { kind: 'account.registered', id: userId, at: registeredAt, amounts });
  }

  @On(sessions.created)
  async signedIn({ data }: Received<EventData<typeof sessions.created>>, transaction: Transaction): Promise<void> {
    const { sessionId, createdAt } = data;
    const fact = { kind: 'session.created', id: sessionId, at: createdAt, amounts: [one('sessions')] };
    if (await this.facts.note(transaction, fact)) transaction.afterCommit.add(() => this.sessions.add({}));
  }

  @On(profiles.created)
  async joined({ data }: Received<EventData<typeof profiles.created>>, transaction: Transaction): Promise<void> {
    const { userId, origin, createdAt } = data;
    await this.facts.note(transaction, { kind: 'profile.created', id: userId, at: createdAt, amounts: [one('profiles', { origin })] });
  }
}
