import { Carrier } from '../carriers/carrier';

/** One mail to one person. */
export interface Mail {
  /** Id of the message. It becomes the Message-ID, so that a mail that was sent twice can be recognised. */
  readonly id: string;
  readonly template: string;
  /** One address, never a list. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly at: Date;
  /** Where a mail program may ask that no more of the kind is sent. @see https://www.rfc-editor.org/rfc/rfc8058 */
  readonly unsubscribe?: string | undefined;
}

/** The tag that carries a message's id where mails have tags, by which what the provider tells later finds its message. */
export const messageTag = 'message-id';

/** Hands mails to a provider. */
export abstract class Mailer extends Carrier<Mail> {}
