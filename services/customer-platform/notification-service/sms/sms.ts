import { Carrier } from '../carriers/carrier';

/** One text message to one person. */
export interface ShortMessage {
  /** Id of the message. */
  readonly id: string;
  readonly template: string;
  /** E.164. */
  readonly to: string;
  /** At most 1,600 characters. */
  readonly text: string;
  readonly at: Date;
  readonly marketing: boolean;
}

/** Hands text messages to a provider. */
export abstract class Sms extends Carrier<ShortMessage> {}
