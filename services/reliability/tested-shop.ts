import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#kit/testing';
import { Shop } from '../demo/shop';
import { faultsOf, readBooks } from './books';
import { faultsOfDeliveries, type Known } from './deliveries';
import { faultsOfMails } from './letters';
import { PlatformProcess } from './platform-process';
import { endOf, type Purchase, Shoppers } from './shoppers';

interface TestedShopOptions {
  /** All services that run. */
  readonly services: readonly Known[];
  readonly customers: number;
  /** Variables of the platform's process. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
}

const pieces = 1_000_000;

/** The platform in a process of its own, with an article on the shelf and customers who have signed in. */
export class TestedShop {
  /** All that was ever bought. */
  readonly bought: Purchase[] = [];

  private constructor(
    readonly platform: PlatformProcess,
    readonly shop: Shop,
    readonly sku: string,
    readonly tokens: readonly string[],
    private readonly services: readonly Known[],
  ) {}

  static async open({ services, customers, environment = {} }: TestedShopOptions): Promise<TestedShop> {
    // The provider is given up on, and asked again, sooner than in the shop.
    const settings = { PAYMENT_PROVIDER_TIMEOUT_MS: '1000', PAYMENT_ASK_AFTER_MS: '2000' };
    const platform = await PlatformProcess.make({ settings, environment });
    try {
      await platform.start();
      const shop = new Shop(platform.url, platform.folder);
      const { sku } = await shop.shelve(await shop.backOffice(), { pieces });
      const tokens: string[] = [];
      while (tokens.length < customers) tokens.push((await shop.customer()).token);
      return new TestedShop(platform, shop, sku, tokens, services);
    } catch (error) {
      await platform.remove();
      throw error;
    }
  }

  /**
   * Has customers buy while something happens, waits until all has come to rest, and gives what is wrong then: nothing, or what still was
   * after so many milliseconds. A purchase that nobody sees through rejects.
   */
  async during(purchases: readonly Purchase[], mostMs: number, happening: () => Promise<void> = async () => undefined): Promise<string[]> {
    this.bought.push(...purchases);
    await Promise.all([new Shoppers(this.shop, this.tokens, this.sku).buy(purchases), happening()]);
    const faults = await this.atRest(mostMs, () => this.look());
    if (faults.length > 0) return faults;
    await this.hasten();
    return this.atRest(mostMs, () => this.lookAtMails());
  }

  /**
   * Minutes pass for mails that wait: so long they are believed to be on the queue of this computer, which ends with its process, or in the
   * hands of a sender that is no more. Those that are there get a second delivery, which must not send them twice.
   */
  private async hasten(): Promise<void> {
    const queued = "UPDATE messages SET enqueued_at = enqueued_at - interval '2 minutes' WHERE state IN ('queued', 'unknown')";
    const held = "UPDATE messages SET next_at = now() WHERE state = 'sending' AND updated_at < now() - interval '5 seconds'";
    for (const sql of [queued, held]) await this.platform.ask('notification-service', sql);
  }

  /** What a look finds; asked again until it finds nothing, or the time is up. */
  private async atRest(mostMs: number, look: () => Promise<string[]>): Promise<string[]> {
    for (const end = Date.now() + mostMs; ; await pause(300)) {
      const faults = await look();
      if (faults.length === 0 || Date.now() > end) return faults;
    }
  }

  /** Waits until so many of some purchases are acknowledged. */
  acknowledged(purchases: readonly Purchase[], count: number): Promise<void> {
    return eventually(`${count} orders to be placed`, async () => purchases.filter(({ order }) => order).length >= count, 180_000);
  }

  private async look(): Promise<string[]> {
    const books = await readBooks(this.ask);
    const ends = new Map(books.orders.map(({ id, status }) => [id, status]));
    const faults = [
      ...faultsOf(books),
      ...(ends.size === this.bought.length ? [] : [`${this.bought.length} orders were acknowledged, and there are ${ends.size}`]),
      ...this.bought.flatMap((purchase) => {
        const end = ends.get(purchase.order?.id ?? '');
        return end === endOf(purchase) ? [] : [`who ${purchase.course} has an order that is ${end} in the end, not ${endOf(purchase)}`];
      }),
    ];
    // The ways of events need not be read while orders are on theirs.
    return faults.length > 0 ? faults : faultsOfDeliveries(this.services, this.ask);
  }

  private async lookAtMails(): Promise<string[]> {
    return [...(await faultsOfMails(this.shop.mails(), this.ask)), ...(await faultsOfDeliveries(this.services, this.ask))];
  }

  private readonly ask = <Row>(service: string, sql: string): Promise<Row[]> => this.platform.ask<Row>(service, sql);
}
