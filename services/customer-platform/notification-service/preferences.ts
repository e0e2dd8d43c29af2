import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, type Context, Database, Problem, type RequestOf } from '#kit';
import { type Channel, channels } from './channel';
import { personOf } from './person';
import type { getPreferences, Preference, putPreferences, unsubscribe } from './routes';
import { UnsubscribeLinks } from './unsubscribe-links';

interface Wish {
  readonly channel: Channel;
  readonly enabled: boolean;
}

/** Which messages a person gets. Marketing needs consent in the profile, and can be switched off here on top. */
@Injectable()
export class Preferences {
  constructor(
    private readonly database: Database,
    private readonly links: UnsubscribeLinks,
    private readonly clock: Clock,
  ) {}

  async get(request: RequestOf<typeof getPreferences>): Promise<AnswerOf<typeof getPreferences>> {
    return { data: await this.of(request, personOf(request.caller)) };
  }

  async put(request: RequestOf<typeof putPreferences>): Promise<AnswerOf<typeof putPreferences>> {
    const { body, caller } = request;
    const userId = personOf(caller);
    if (body.data.some(({ category, enabled }) => category === 'transactional' && !enabled))
      throw new Problem(422, 'transactional-required', 'messages about your account and your orders cannot be switched off');
    await this.set(
      request,
      userId,
      body.data.filter(({ category }) => category === 'marketing'),
    );
    return { data: await this.of(request, userId) };
  }

  async unsubscribe(request: RequestOf<typeof unsubscribe>): Promise<void> {
    const userId = this.links.userOf(request.query.token);
    if (userId === undefined) throw new Problem(400, 'invalid-link', 'take the link as it stands in the message');
    await this.set(request, userId, [{ channel: 'email', enabled: false }]);
  }

  /** Stores wishes about marketing, all or none. */
  private async set(context: Context, userId: string, wishes: readonly Wish[]): Promise<void> {
    if (wishes.some(({ enabled }) => enabled) && !(await this.hasConsent(context, userId)))
      throw new Problem(422, 'no-consent', 'agree to marketing in your profile first');
    await this.database.query(
      context,
      'preference_set',
      `INSERT INTO preferences (user_id, category, channel, enabled, updated_at)
       SELECT $1::uuid, 'marketing', wish.channel, wish.enabled, $4 FROM unnest($2::text[], $3::boolean[]) AS wish (channel, enabled)
       WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE user_id = $1 AND erased_at IS NOT NULL)
       ON CONFLICT (user_id, category, channel) DO UPDATE SET enabled = excluded.enabled, updated_at = excluded.updated_at`,
      [userId, wishes.map(({ channel }) => channel), wishes.map(({ enabled }) => enabled), this.clock.now()],
    );
  }

  private async of(context: Context, userId: string): Promise<Preference[]> {
    const stored = await this.database.query<Wish>(
      context,
      'preference_get',
      "SELECT channel, enabled FROM preferences WHERE user_id = $1 AND category = 'marketing'",
      [userId],
    );
    const consent = await this.hasConsent(context, userId);
    const wants = (channel: Channel): boolean => consent && stored.find((wish) => wish.channel === channel)?.enabled !== false;
    return channels.flatMap((channel): Preference[] => [
      { category: 'transactional', channel, enabled: true },
      { category: 'marketing', channel, enabled: wants(channel) },
    ]);
  }

  private async hasConsent(context: Context, userId: string): Promise<boolean> {
    const rows = await this.database.query(context, 'consent_get', 'SELECT 1 FROM contacts WHERE user_id = $1 AND consent', [userId]);
    return rows.length > 0;
  }
}
