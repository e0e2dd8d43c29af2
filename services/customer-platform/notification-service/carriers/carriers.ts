import { Injectable } from '@nestjs/common';
import type { Context } from '#kit';
import { Composer } from '../composer';
import type { DueMessage, TriedMessage } from '../delivery-store';
import { WebhookCarrier } from '../endpoints/webhook-carrier';
import { Mailer } from '../mail/mailer';
import { Sms } from '../sms/sms';
import type { Template } from '../templates';
import type { Carrier } from './carrier';

/** A message that is ready to go. */
export interface Sending {
  readonly provider: string;
  /** What its recipient reads. */
  readonly words: string;
  /** As `Carrier.send`. */
  send(): Promise<string | undefined>;
}

/** The carrier of each channel. */
@Injectable()
export class Carriers {
  private readonly byChannel;

  constructor(
    private readonly mailer: Mailer,
    private readonly sms: Sms,
    private readonly webhooks: WebhookCarrier,
    private readonly composer: Composer,
  ) {
    this.byChannel = { email: mailer, sms, webhook: webhooks } as const;
  }

  /** Puts a message into words for its channel; none when its data does not fit its template, which is told to the log. */
  async prepare(context: Context, message: DueMessage, template: Template): Promise<Sending | undefined> {
    if (message.channel === 'webhook') {
      const parcel = this.webhooks.parcelOf(message);
      return ready(this.webhooks, parcel, parcel.body);
    }
    if (message.channel === 'sms') {
      const text = await this.composer.text(context, message, template);
      return text && ready(this.sms, text, text.text);
    }
    const mail = await this.composer.mail(context, message, template);
    return mail && ready(this.mailer, mail, mail.text);
  }

  /** What the provider of a message is called. */
  providerOf({ channel }: Pick<TriedMessage, 'channel'>): string {
    return this.byChannel[channel].provider;
  }

  /** As `Carrier.hasTaken`. */
  hasTaken({ id, channel }: TriedMessage): Promise<boolean | undefined> {
    return this.byChannel[channel].hasTaken(id);
  }
}

const ready = <Parcel>(carrier: Carrier<Parcel>, parcel: Parcel, words: string): Sending => ({
  provider: carrier.provider,
  words,
  send: () => carrier.send(parcel),
});
