import { Injectable } from '@nestjs/common';
import { Cache, Clock, type Context, Every, FromQueue } from '#kit';
import { SendFailure } from './carriers/carrier';
import { Carriers, type Sending } from './carriers/carriers';
import { DailyLimit } from './daily-limit';
import { DeliveryStore, type DueMessage, type Result, type TriedMessage } from './delivery-store';
import { EndpointGone } from './endpoints/webhook-carrier';
import { deliveries } from './hand-over';
import { Outcomes } from './outcomes';
import { NotificationSettings } from './settings';
import { type Template, templateNamed } from './templates';
import { afterUnknown, nextTry, objection } from './verdict';

/** For how long a message of the queue is known to have been worked on, in milliseconds; shorter than the patience with deliveries in a cluster. */
const knownForMs = 60_000;

/** Sends the messages whose ids come by the queue: takes each in one statement, sends it in none, and notes the result in a transaction. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly store: DeliveryStore,
    private readonly carriers: Carriers,
    private readonly outcomes: Outcomes,
    private readonly limit: DailyLimit,
    private readonly cache: Cache,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
  ) {}

  /** The cache saves work when an id comes again; the row decides. */
  @FromQueue(deliveries)
  async deliver(context: Context, id: string): Promise<void> {
    const key = `delivery:${id}`;
    if (!(await this.cache.add(key, '', knownForMs))) return;
    let over = false;
    try {
      over = await this.deliverOnce(context, id);
    } finally {
      if (!over) await this.cache.delete(key);
    }
  }

  /** Whoever took these messages has crashed, or lost the database. Whether they were sent the provider may know. */
  @Every(1000)
  async settle(context: Context): Promise<void> {
    const now = this.clock.now();
    for (const message of await this.store.abandoned(context, now)) {
      await this.outcomes.note(context, message, await this.fateOf(message, now));
    }
  }

  /** Whether nothing is left to do. */
  private async deliverOnce(context: Context, id: string): Promise<boolean> {
    const now = this.clock.now();
    const message = await this.store.claim(context, id, { now, until: new Date(now.getTime() + this.settings.DELIVERY_PATIENCE_MS) });
    if (message === undefined) return false;
    const result = await this.attempt(context, message);
    return result.nextAt === undefined;
  }

  private async fateOf(message: TriedMessage, now: Date): Promise<Result> {
    const taken = await this.carriers.hasTaken(message);
    if (taken) return { state: 'sent' };
    if (taken === undefined) return afterUnknown(templateNamed(message.template), message, now);
    return nextTry(message.attempts, now) ? { state: 'queued', code: 'abandoned', nextAt: now } : { state: 'failed', code: 'exhausted' };
  }

  private async attempt(context: Context, message: DueMessage): Promise<Result> {
    const template = templateNamed(message.template);
    const against = await this.objection(context, message, template);
    if (against || template === undefined) return this.note(context, message, against ?? { state: 'failed', code: 'unknown-template' });
    const sending = await this.carriers.prepare(context, message, template);
    if (sending === undefined) return this.note(context, message, { state: 'failed', code: 'unreadable' });
    return this.send(context, message, template, sending);
  }

  private async objection(context: Context, message: DueMessage, template: Template | undefined): Promise<Result | undefined> {
    if (template === undefined) return { state: 'failed', code: 'unknown-template' };
    const against = objection(message, template, this.clock.now());
    if (against || template.category !== 'marketing' || message.user_id === null) return against;
    const admitted = await this.limit.admits(context, message.user_id, message.id);
    return admitted ? undefined : { state: 'suppressed', code: 'too-many' };
  }

  private async send(context: Context, message: DueMessage, template: Template, sending: Sending): Promise<Result> {
    const { id: messageId, template: name, channel, attempts } = message;
    try {
      const providerRef = await sending.send();
      context.log.info({ messageId, template: name, channel, provider: sending.provider }, 'a message was sent');
      return this.note(context, message, { state: 'sent', body: sending.words, providerRef, endpoint: 'taken' });
    } catch (error) {
      // An error that nobody foresaw says nothing about whether the message is on its way.
      const failure = error instanceof SendFailure ? error : new SendFailure('unknown', 'unforeseen');
      const { fate, message: reason } = failure;
      context.log.warn({ messageId, template: name, channel, attempts, fate, reason }, 'a message was not sent');
      return this.note(context, message, resultOf(failure, message, template, this.clock.now()));
    }
  }

  private async note(context: Context, message: DueMessage, result: Result): Promise<Result> {
    await this.outcomes.note(context, message, result);
    return result;
  }
}

const resultOf = (failure: SendFailure, message: DueMessage, template: Template, now: Date): Result => {
  const endpoint = failure instanceof EndpointGone ? 'gone' : 'failed';
  const { fate, badAddress } = failure;
  if (fate === 'unknown') return { ...afterUnknown(template, message, now), endpoint };
  const nextAt = fate === 'refused' ? undefined : nextTry(message.attempts, now);
  if (nextAt) return { state: 'queued', code: 'not-taken', nextAt, endpoint };
  return { state: 'failed', code: fate === 'refused' ? 'rejected' : 'exhausted', badAddress, endpoint };
};
