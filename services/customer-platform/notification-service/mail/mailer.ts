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

/** Hands mails to a provider. */
export abstract class Mailer extends Carrier<Mail> {}
