import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every, Metrics } from '#kit';
import { messages } from '#platform/topics/notification';
import { Composer } from './composer';
import { DeliveryStore, type DueMessage, type Result, type TriedMessage } from './delivery-store';
import { Mailer, MailFailure } from './mail/mailer';
import { type Template, templateNamed } from './templates';
import { afterUnknown, nextTry, objection } from './verdict';

/** Messages that one replica sends at a time. */
const most = 20;

/** The codes of the event; all others of ours mean that nobody took the message. */
const publicCodes: Readonly<Record<string, 'unknown' | 'suppressed'>> = {
  unknown: 'unknown',
  'no-contact': 'unknown',
  suppressed: 'suppressed',
  'no-consent': 'suppressed',
  erased: 'suppressed',
};

/** Sends what is due: takes it in one transaction, sends it in none, and notes the result in another. */
@Injectable()
export class Deliveries {
  private readonly done;
  private readonly seconds;

  constructor(
    private readonly store: DeliveryStore,
    private readonly database: Database,
    private readonly mailer: Mailer,
    private readonly composer: Composer,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.done = metrics.counter('notification_messages_total', 'Results of deliveries, by channel, template and state.', [
      'channel',
      'template',
      'state',
    ]);
    this.seconds = metrics.histogram('notification_send_seconds', 'Time from the cause of a message until a provider has it.');
    metrics.gauge('notification_unknown', 'Messages of which nobody knows whether they were sent.', () =>
      database
        .query<{ n: string }>(undefined, 'messages_unknown', "SELECT count(*) AS n FROM messages WHERE state = 'unknown'")
        .then(([row]) => Number(row?.n ?? 0))
        .catch(() => Number.NaN),
    );
  }

  @Every(200)
  async deliver(context: Context): Promise<void> {
    const now = this.clock.now();
    const due = await this.store.claim(context, { now, until: new Date(now.getTime() + this.mailer.abandonedAfterMs), most });
    const results = await Promise.allSettled(due.map((message) => this.attempt(context, message)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** Whoever took these messages has crashed, or lost the database. Whether they were sent the provider may know. */
  @Every(1000)
  async sweep(context: Context): Promise<void> {
    const now = this.clock.now();
    for (const message of await this.store.abandoned(context, now)) {
      await this.note(context, message, await this.fateOf(message, now));
    }
  }

  private async fateOf({ id, template, attempts }: TriedMessage, now: Date): Promise<Result> {
    const taken = await this.mailer.hasTaken(id);
    if (taken) return { state: 'sent' };
    if (taken === undefined) return afterUnknown(templateNamed(template), attempts, now);
    return nextTry(attempts, now) ? { state: 'queued', code: 'abandoned', nextAt: now } : { state: 'failed', code: 'exhausted' };
  }

  private async attempt(context: Context, message: DueMessage): Promise<void> {
    const template = templateNamed(message.template);
    if (template === undefined) return this.note(context, message, { state: 'failed', code: 'unknown-template' });
    const against = objection(message, template, this.clock.now());
    if (against) return this.note(context, message, against);
    const mail = this.composer.compose(context, message, template);
    if (mail === undefined) return this.note(context, message, { state: 'failed', code: 'unreadable' });
    try {
      await this.mailer.send(mail);
    } catch (error) {
      return this.failed(context, message, template, error);
    }
    return this.note(context, message, { state: 'sent', body: mail.text });
  }

  private failed(context: Context, message: DueMessage, template: Template, error: unknown): Promise<void> {
    // An error that nobody foresaw says nothing about whether the mail is on its way.
    const { fate, badAddress } = error instanceof MailFailure ? error : { fate: 'unknown' as const, badAddress: false };
    const { id: messageId, attempts } = message;
    context.log.warn(
      { messageId, template: message.template, attempts, fate, reason: error instanceof MailFailure ? error.message : 'unforeseen' },
      'a message was not sent',
    );
    const now = this.clock.now();
    if (fate === 'unknown') return this.note(context, message, afterUnknown(template, attempts, now));
    const again = fate === 'refused' ? undefined : nextTry(attempts, now);
    if (again) return this.note(context, message, { state: 'queued', code: 'not-taken', nextAt: again });
    return this.note(context, message, { state: 'failed', code: fate === 'refused' ? 'rejected' : 'exhausted' }, badAddress);
  }

  /** Stores a result and, when the message is given up, tells of it. `badAddress` tells that there is no such mailbox. */
  private async note(context: Context, message: TriedMessage, result: Result, badAddress = false): Promise<void> {
    const now = this.clock.now();
    const { id: messageId, template, channel, user_id, created_at } = message;
    const { state, code = '' } = result;
    const over = result.nextAt === undefined;
    const noted = await this.database.transaction(context, async (transaction) => {
      if (!(await this.store.note(message, result, now, transaction))) return false;
      if (over && state !== 'sent')
        await transaction.emit(messages.failed, {
          ...{ messageId, template, channel, ...(user_id && { userId: user_id }) },
          ...{ code: publicCodes[code] ?? 'rejected', permanent: badAddress },
        });
      return true;
    });
    if (!noted || !over) return;
    this.done.add({ channel, template, state });
    if (state === 'sent') this.seconds.observe({} as Record<never, string>, (now.getTime() - created_at.getTime()) / 1000);
  }
}
