import type { BusRecord, Consumer, EventBus, ReceivedRecord, Subscription } from '../events/bus';
import { mixed } from '../events/mixed';
import type { Faults } from './faults';

const down = (): Error => new Error('event bus: fault: it is switched off on purpose; set busDown to false');

/** A bus that misbehaves as the faults say. */
export class FaultyBus implements EventBus {
  constructor(
    private readonly bus: EventBus,
    private readonly faults: Faults,
  ) {}

  async publish(records: readonly BusRecord[]): Promise<void> {
    if (this.faults.now.busDown) throw down();
    await this.bus.publish(records);
  }

  subscribe(subscription: Subscription): Promise<Consumer> {
    return this.bus.subscribe({ ...subscription, handle: (records) => this.deliver(subscription, records) });
  }

  async isUp(): Promise<boolean> {
    return !this.faults.now.busDown && this.bus.isUp();
  }

  close(): Promise<void> {
    return this.bus.close();
  }

  /** The bus delivers again what is refused here. */
  private async deliver({ handle }: Subscription, records: readonly ReceivedRecord[]): Promise<void> {
    const { busDown, shuffle, redeliverRate } = this.faults.now;
    if (busDown) throw down();
    await handle(shuffle ? mixed(records) : records);
    const again = records.filter(() => Math.random() < redeliverRate);
    if (again.length > 0) await handle(again);
  }
}
