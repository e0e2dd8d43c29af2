/**
 * What is known of a message that was not confirmed: `refused` for good, `not-taken` so that it may be tried again, or `unknown`, when it may
 * have been accepted.
 */
export type Fate = 'refused' | 'not-taken' | 'unknown';

/** A message that the provider did not confirm. The text holds no address, because it is logged. */
export class SendFailure extends Error {
  constructor(
    readonly fate: Fate,
    message: string,
    /** The provider says that there is nobody at the address. */
    readonly badAddress = false,
  ) {
    super(message);
    this.name = 'SendFailure';
  }
}

/** Hands messages of one channel to a provider. */
export abstract class Carrier<Parcel> {
  /** What the provider is called in events: `'ses'`. */
  abstract readonly provider: string;

  /**
   * Resolves once the provider has accepted the message, with the name that it goes by there, if it gives one. Rejects with `SendFailure`.
   * Takes less than two minutes.
   */
  abstract send(parcel: Parcel): Promise<string | undefined>;

  /** Whether the provider has accepted the message with this id; `undefined` where it cannot be asked. */
  async hasTaken(_id: string): Promise<boolean | undefined> {
    return undefined;
  }
}
