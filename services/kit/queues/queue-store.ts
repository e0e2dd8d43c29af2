/** A message that is put into a queue. */
export interface Message {
  readonly body: string;
  /** The trace of whoever sent it. */
  readonly traceparent?: string | undefined;
}

/** A message that is to be worked on, hidden from others for a while. */
export interface Delivery extends Message {
  /** Names this delivery to whoever ends, prolongs or gives it back. */
  readonly receipt: string;
  /** 1 for the first time that the message is delivered. */
  readonly deliveries: number;
}

/** How often a message is delivered before it goes to the dead-letter queue. */
export const mostDeliveries = 5;

/** For how long a message that was delivered is hidden, in seconds. */
export const hiddenSeconds = 120;

/** Most messages of one request, in either direction. */
export const batchSize = 10;

/** Where messages wait. */
export interface QueueStore {
  send(queue: string, messages: readonly Message[], delaySeconds: number): Promise<void>;
  /** Waits up to 20 seconds for up to ten messages; ends early, without any, when the signal says so. */
  receive(queue: string, most: number, signal: AbortSignal): Promise<Delivery[]>;
  /** Hides a delivered message for so many seconds from now; with 0 it is given back. */
  hide(queue: string, receipt: string, seconds: number): Promise<void>;
  delete(queue: string, receipt: string): Promise<void>;
  /** Asks how many messages wait, where that takes a request. */
  measure(): Promise<void>;
  /** How many messages wait, by queue, as of the latest measurement. */
  depths(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}
