import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { Clock, type Context, Database, type Transaction } from '#kit';
import { messages } from '#platform/topics/notification';
import type { Channel } from '../channel';
import { hashOf } from '../hashes';
import { messageTag } from '../mail/mailer';

const recipients = z.array(z.object({ emailAddress: z.string().max(320) })).max(50);

/** What SES tells of a mail, by its own notifications (`notificationType`) or those of a configuration set (`eventType`). */
const notice = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({ messageId: z.string().max(200), tags: z.record(z.string(), z.array(z.string())).optional() }),
  bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipients }).optional(),
  complaint: z.object({ complainedRecipients: recipients }).optional(),
});

type Notice = z.output<typeof notice>;

/** An address that must not be written to any more, and why. */
interface Verdict {
  readonly reason: 'bounced' | 'complained';
  readonly addresses: readonly string[];
}

interface Failed {
  readonly id: string;
  readonly template: string;
  readonly channel: Channel;
  readonly user_id: string | null;
  readonly of_contact: boolean;
}

/** Bounces that may pass are tried again by SES itself. */
const verdictOf = ({ notificationType, eventType = notificationType, bounce, complaint }: Notice): Verdict | undefined => {
  if (eventType === 'Bounce' && bounce?.bounceType === 'Permanent')
    return { reason: 'bounced', addresses: bounce.bouncedRecipients.map(({ emailAddress }) => emailAddress) };
  if (eventType === 'Complaint' && complaint)
    return { reason: 'complained', addresses: complaint.complainedRecipients.map(({ emailAddress }) => emailAddress) };
  return undefined;
};

/** Takes to heart what the provider hears of mails after it has taken them. */
@Injectable()
export class Feedback {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Suppresses addresses that do not exist or do not want us, and tells of the message; what it does not know it ignores. */
  async take(context: Context, text: string): Promise<void> {
    const told = read(text);
    const verdict = told && verdictOf(told);
    if (told === undefined || verdict === undefined)
      return context.log.info({ known: told !== undefined }, 'a notice of SES needs nothing');
    await this.database.transaction(context, async (transaction) => {
      const hashes = [...new Set(verdict.addresses.map(bareAddress).map(hashOf))];
      await this.suppress(hashes, verdict, transaction);
      await this.fail(told, hashes, verdict, transaction);
    });
  }

  private async suppress(hashes: readonly string[], { reason }: Verdict, transaction: Transaction): Promise<void> {
    await transaction.query(
      'feedback_suppress',
      'INSERT INTO suppressions (recipient_hash, reason, created_at) SELECT unnest($1::text[]), $2, $3 ON CONFLICT DO NOTHING',
      [hashes, reason, this.clock.now()],
    );
  }

  private async fail({ mail }: Notice, hashes: readonly string[], { reason }: Verdict, transaction: Transaction): Promise<void> {
    const [tag = ''] = mail.tags?.[messageTag] ?? [];
    const failed = await transaction.query<Failed>(
      'feedback_fail',
      `UPDATE messages m SET state = 'failed', code = $3, next_at = NULL, updated_at = $4
       WHERE (m.provider_ref = $1 OR m.id = $2::uuid) AND m.channel = 'email' AND m.code IS DISTINCT FROM $3
       RETURNING m.id, m.template, m.channel, m.user_id,
         EXISTS (SELECT 1 FROM contacts c WHERE c.user_id = m.user_id AND c.email_hash = ANY ($5::text[])) AS of_contact`,
      [mail.messageId, z.uuid().safeParse(tag).data ?? null, reason, this.clock.now(), hashes],
    );
    for (const { id: messageId, template, channel, user_id, of_contact } of failed)
      await transaction.emit(messages.failed, {
        // A mail to another address says nothing about the person's own.
        ...{ messageId, template, channel, ...(user_id && of_contact && { userId: user_id }) },
        ...{ code: reason, permanent: true },
      });
  }
}

/** `Ada <ada@example.com>` is an address too. */
const bareAddress = (address: string): string => /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;

const read = (text: string): Notice | undefined => {
  try {
    return notice.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
