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

/**
 * What is known of a mail that was not confirmed: `refused` for good, `not-taken` so that it may be tried again, or `unknown`, when it may
 * have been accepted.
 */
export type MailFate = 'refused' | 'not-taken' | 'unknown';

/** A mail that the provider did not confirm. The message holds no address, because it is logged. */
export class MailFailure extends Error {
  constructor(
    readonly fate: MailFate,
    message: string,
    /** The provider says that there is no such mailbox. */
    readonly badAddress = false,
  ) {
    super(message);
    this.name = 'MailFailure';
  }
}

/** Hands mails to a provider. */
export abstract class Mailer {
  /** Resolves once the provider has accepted the mail; rejects with `MailFailure`. */
  abstract send(mail: Mail): Promise<void>;

  /** After this a mail whose sender has not come back counts as abandoned, in milliseconds. Longer than any `send` takes. */
  readonly abandonedAfterMs: number = 120_000;

  /** Whether the provider has accepted the mail with this id; `undefined` where it cannot be asked. */
  async hasTaken(_id: string): Promise<boolean | undefined> {
    return undefined;
  }
}
