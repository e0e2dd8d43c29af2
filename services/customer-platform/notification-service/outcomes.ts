import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Metrics, type Transaction } from '#kit';
import { messages } from '#platform/topics/notification';
import { Carriers } from './carriers/carriers';
import { DeliveryStore, type Result, type TriedMessage } from './delivery-store';
import { EndpointHealth } from './endpoints/endpoint-health';

type PublicCode = 'bounced' | 'complained' | 'rejected' | 'unknown' | 'suppressed';

/** The codes of the event; all others of ours mean that nobody took the message. */
const publicCodes: Readonly<Record<string, PublicCode>> = {
  unknown: 'unknown',
  'no-contact': 'unknown',
  suppressed: 'suppressed',
  'no-consent': 'suppressed',
  'no-endpoint': 'suppressed',
  'too-many': 'suppressed',
  erased: 'suppressed',
};

/** Notes what became of messages, and tells of those that are over. */
@Injectable()
export class Outcomes {
  private readonly done;
  private readonly seconds;

  constructor(
    private readonly store: DeliveryStore,
    private readonly database: Database,
    private readonly carriers: Carriers,
    private readonly health: EndpointHealth,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    const labels = ['channel', 'template', 'state'] as const;
    this.done = metrics.counter('notification_messages_total', 'Results of deliveries, by channel, template and state.', labels);
    this.seconds = metrics.histogram('notification_send_seconds', 'Time from the cause of a message until a provider has it.');
    metrics.gauge('notification_unknown', 'Messages of which nobody knows whether they were sent.', () =>
      database
        .query<{ n: string }>(undefined, 'messages_unknown', "SELECT count(*) AS n FROM messages WHERE state = 'unknown'")
        .then(([row]) => Number(row?.n ?? 0))
        .catch(() => Number.NaN),
    );
  }

  /** Stores the result of a try, unless a later try has begun. */
  async note(context: Context, message: TriedMessage, result: Result): Promise<void> {
    const now = this.clock.now();
    const { state } = result;
    const over = result.nextAt === undefined;
    const noted = await this.database.transaction(context, async (transaction) => {
      if (!(await this.store.note(message, result, now, transaction))) return false;
      if (over) await this.tell(message, result, transaction);
      if (message.endpoint_id && result.endpoint) await this.health.note(message.endpoint_id, result.endpoint, transaction);
      return true;
    });
    if (!noted || !over) return;
    this.done.add({ channel: message.channel, template: message.template, state });
    if (state === 'sent') this.seconds.observe({} as Record<never, string>, (now.getTime() - message.created_at.getTime()) / 1000);
  }

  private tell(message: TriedMessage, { state, code = '', badAddress = false }: Result, transaction: Transaction): Promise<void> {
    const { id: messageId, template, channel, user_id } = message;
    const about = { messageId, template, channel, ...(user_id && { userId: user_id }) };
    if (state === 'sent')
      return transaction.emit(messages.sent, {
        ...about,
        provider: this.carriers.providerOf(message),
        sentAt: this.clock.now().toISOString(),
      });
    return transaction.emit(messages.failed, { ...about, code: publicCodes[code] ?? 'rejected', permanent: badAddress });
  }
}
