import type { BusRecord, EventBus, Subscription } from '../events/bus';

/** A bus that keeps what is published and lets a test deliver. */
export interface RecordingBus extends EventBus {
  readonly records: BusRecord[];
  /** What the service subscribed to, once it has. */
  subscription(): Subscription | undefined;
}

export const recordingBus = (): RecordingBus => {
  const records: BusRecord[] = [];
  let subscription: Subscription | undefined;
  return {
    records,
    subscription: () => subscription,
    publish: async (batch) => void records.push(...batch),
    subscribe: async (wanted) => {
      subscription = wanted;
      return { idleMs: () => 0, lag: () => new Map(), stop: async () => undefined };
    },
    isUp: async () => true,
    close: async () => undefined,
  };
};
