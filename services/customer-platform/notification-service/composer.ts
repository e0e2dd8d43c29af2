import { Injectable } from '@nestjs/common';
import { Clock, type Context } from '#kit';
import type { DueMessage } from './delivery-store';
import type { Mail } from './mail/mailer';
import { NotificationSettings } from './settings';
import { localeOf, render, type Template } from './templates';
import { UnsubscribeLinks } from './unsubscribe-links';

/** Makes mails out of messages. */
@Injectable()
export class Composer {
  constructor(
    private readonly links: UnsubscribeLinks,
    private readonly settings: NotificationSettings,
    private readonly clock: Clock,
  ) {}

  /** The mail of a message; none when its data does not fit its template, which is told to the log. */
  compose(context: Context, message: DueMessage, template: Template): Mail | undefined {
    const { id, user_id, recipient, contact_email, contact_name, locale, contact_locale, data } = message;
    try {
      const { subject, text, html } = render(template, {
        locale: localeOf(locale ?? contact_locale),
        data: data ?? {},
        // A name is for the person whom we know at this address, not for whoever reads the mail at another.
        name: recipient === null || recipient === contact_email ? (contact_name ?? '') : '',
        shop: this.settings.SHOP_URL,
      });
      const unsubscribe = template.category === 'marketing' && user_id ? this.links.linkFor(user_id) : undefined;
      return {
        id,
        template: message.template,
        to: recipient ?? contact_email ?? '',
        subject,
        text,
        html,
        at: this.clock.now(),
        unsubscribe,
      };
    } catch (error) {
      context.log.error({ err: error, messageId: id, template: message.template }, 'a message cannot be put into words');
      return undefined;
    }
  }
}
