import { Injectable } from '@nestjs/common';
import { Clock, type Context } from '#kit';
import type { DueMessage } from './delivery-store';
import type { Mail } from './mail/mailer';
import { NotificationSettings } from './settings';
import type { ShortMessage } from './sms/sms';
import { localeOf, render, type Template, type Wording } from './templates';
import { StoredWordings } from './templates/stored-wordings';
import { UnsubscribeLinks } from './unsubscribe-links';
import { addressOf } from './verdict';

/** Longest text message that providers take, in characters. */
const longestText = 1600;

/** Makes mails and text messages out of messages. */
@Injectable()
export class Composer {
  constructor(
    private readonly links: UnsubscribeLinks,
    private readonly stored: StoredWordings,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
  ) {}

  /** The mail of a message; none when its data does not fit its template, which is told to the log. */
  async mail(context: Context, message: DueMessage, template: Template): Promise<Mail | undefined> {
    const words = await this.words(context, message, template);
    const { id, user_id, template: name } = message;
    const unsubscribe = template.category === 'marketing' && user_id ? this.links.linkFor(user_id) : undefined;
    return words && { id, template: name, to: addressOf(message) ?? '', ...words, at: this.clock.now(), unsubscribe };
  }

  /** The same as a text message: the words without empty lines, as far as they fit. */
  async text(context: Context, message: DueMessage, template: Template): Promise<ShortMessage | undefined> {
    const words = await this.words(context, message, template);
    if (words === undefined) return undefined;
    const text = words.text.replace(/\n{2,}/g, '\n').trim();
    return {
      ...{ id: message.id, template: message.template, to: addressOf(message) ?? '', at: this.clock.now() },
      text: text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text,
      marketing: template.category === 'marketing',
    };
  }

  private async words(context: Context, message: DueMessage, template: Template): Promise<Wording | undefined> {
    const { id: messageId, template: name, recipient, contact_email, contact_name, data } = message;
    const locale = localeOf(message.locale ?? message.contact_locale);
    const occasion = {
      ...{ locale, data: data ?? {}, shop: this.settings.SHOP_URL },
      // A name is for the person whom we know at this address, not for whoever reads the mail at another.
      name: recipient === null || recipient === contact_email ? (contact_name ?? '') : '',
    };
    const stored = await this.stored.find(context, name, locale);
    // Stored words were made for the variables of their time; those in the code always fit.
    for (const wording of stored ? [stored, undefined] : [undefined])
      try {
        return render(template, { ...occasion, ...(wording && { wording }) });
      } catch (error) {
        context.log.error({ err: error, messageId, template: name, stored: wording !== undefined }, 'a message cannot be put into words');
      }
    return undefined;
  }
}
