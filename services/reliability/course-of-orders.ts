import { type Draw, weighted } from './chance';
import { type End, type ModelOrder, ModelOrders, type Shelf } from './model-orders';
import type { SteppedShop } from './stepped-shop';

/** Payment methods of the simulated provider, with how likely each is drawn. */
const tokens: Readonly<Record<string, number>> = {
  ...{ tok_ok: 10, tok_declined: 1, tok_insufficient: 2, tok_3ds: 2, tok_timeout: 1, tok_lost: 1 },
  ...{ tok_no_webhook: 1, tok_webhook_twice: 2, tok_error_then_ok: 1 },
};

const mostOrders = 4;

/** One thing that may happen; gives the service that has done something, and nothing when it cannot happen at the moment. */
type Act = () => Promise<string | undefined>;

/** One course of events over some orders that compete for some goods, drawn step by step. */
export class CourseOfOrders {
  readonly history: string[] = [];
  readonly model: ModelOrders;
  private readonly acts: readonly (readonly [readonly [string, Act], number])[];

  constructor(
    private readonly shop: SteppedShop,
    private readonly draw: Draw,
    pieces: Readonly<Record<string, number>>,
  ) {
    this.model = new ModelOrders(pieces);
    const one =
      (fits: (order: ModelOrder) => boolean, act: (order: ModelOrder) => Promise<void>, service = 'order-service'): Act =>
      async () =>
        (await this.one(fits, act)) ? service : undefined;
    this.acts = [
      [['deliver', () => shop.bus.deliver(draw, 1 + draw(6))], 30],
      [['repeat', () => shop.bus.repeat(draw)], 3],
      [['work', () => shop.workOfOne(draw)], 8],
      [['place', () => this.place()], 6],
      [['cancel', one(({ delivered }) => !delivered, this.cancel)], 1],
      [['pay again', one(({ token }) => token === 'tok_insufficient', this.payAgain, 'payment-service')], 4],
      [['visit the bank', one(({ token, helped }) => token === 'tok_3ds' && !helped, this.visit, 'payment-service')], 4],
      [['ship', one(({ shipped }) => !shipped, this.ship)], 3],
      [['hand over', one(({ shipped, delivered }) => shipped && !delivered, this.handOver)], 3],
      [['give back', one(({ delivered }) => delivered, this.giveBack)], 3],
      [['refund a part', one(() => true, this.refund, 'payment-service')], 1],
      [['time', () => this.pass()], 2],
    ];
  }

  /** Takes so many steps; those that cannot be taken are none. */
  async take(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const [name, act] = weighted(this.draw, this.acts);
      const service = await act();
      if (service === undefined) continue;
      this.history.push(name);
      await this.shop.publish(service);
    }
  }

  /** What is wrong by the model, in words, once everything has come to rest. */
  async faults(): Promise<string[]> {
    const list = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join() || 'NULL';
    const ends = `SELECT id, status, cancel_reason AS reason FROM orders WHERE id IN (${list(this.model.all.map(({ id }) => id))})`;
    const shelves = `SELECT sku, on_hand, reserved FROM stock WHERE sku IN (${list(Object.keys(this.model.pieces))})`;
    return this.model.faults(await this.shop.ask<End>('order-service', ends), await this.shop.ask<Shelf>('inventory-service', shelves));
  }

  private async one(fits: (order: ModelOrder) => boolean, act: (order: ModelOrder) => Promise<void>): Promise<boolean> {
    const fitting = this.model.all.filter(fits);
    const order = fitting[this.draw(fitting.length)];
    if (order) await act(order);
    return order !== undefined;
  }

  private async place(): Promise<string | undefined> {
    if (this.model.all.length >= mostOrders) return undefined;
    const skus = Object.keys(this.model.pieces);
    const drawn = skus.filter(() => this.draw(3) > 0);
    const lines = new Map((drawn.length > 0 ? drawn : skus).map((sku) => [sku, 1 + this.draw(3)]));
    const token = weighted(this.draw, Object.entries(tokens));
    const items = [...lines].map(([sku, quantity]) => ({ sku, quantity }));
    const { id, userId, total } = await this.shop.place(this.draw(3), items, token);
    const before = { cancelled: false, helped: false, shipped: false, delivered: false };
    this.model.all.push({ id, userId, token, total, lines, ...before, back: new Map() });
    return 'order-service';
  }

  private readonly cancel = async (order: ModelOrder): Promise<void> => {
    const { status, body } = await this.shop.send(order.userId, 'order-service', 'POST', `/orders/${order.id}/cancel`);
    // One that is being turned back already is turned back for its own reason.
    if (status === 202 && body.cancelReason === 'customer') order.cancelled = true;
  };

  private readonly payAgain = async (order: ModelOrder): Promise<void> => {
    const known = await this.paymentOf(order);
    // While a payment is under way, that one is shown.
    if (known.body?.status !== 'failed') return;
    const wish = { orderId: order.id, amount: order.total, paymentMethodToken: 'tok_ok' };
    const { status } = await this.shop.send(order.userId, 'payment-service', 'POST', '/payment/initiate', wish);
    if (status === 202) order.helped = true;
  };

  private readonly visit = async (order: ModelOrder): Promise<void> => {
    const { body } = await this.paymentOf(order);
    if (body?.actionUrl && (await fetch(body.actionUrl)).ok) order.helped = true;
  };

  private readonly ship = async (order: ModelOrder): Promise<void> => {
    order.shipped ||= await this.byOffice(order, 'ship', { carrier: 'post' });
  };

  private readonly handOver = async (order: ModelOrder): Promise<void> => {
    order.delivered ||= await this.byOffice(order, 'deliver');
  };

  private readonly giveBack = async (order: ModelOrder): Promise<void> => {
    const sku = [...order.lines.keys()][this.draw(order.lines.size)] ?? '';
    const restock = this.draw(2) === 0;
    const wish = { lines: [{ sku, quantity: 1, restock }] };
    const { status } = await this.shop.send(order.userId, 'order-service', 'POST', `/orders/${order.id}/returns`, wish);
    if (status === 202 && restock) order.back.set(sku, (order.back.get(sku) ?? 0) + 1);
  };

  private readonly refund = async (order: ModelOrder): Promise<void> => {
    const { body } = await this.paymentOf(order);
    if (body?.status !== 'succeeded') return;
    const wish = { paymentId: body.paymentId, amount: { amount: 100 + this.draw(400), currency: 'EUR' }, reason: 'sorry' };
    await this.shop.send('office', 'payment-service', 'POST', '/payment/refunds', wish);
  };

  private paymentOf({ id, userId }: ModelOrder) {
    return this.shop.send(userId, 'payment-service', 'GET', `/payment/status?orderId=${id}`);
  }

  private async byOffice({ id }: ModelOrder, what: string, body: object = {}): Promise<boolean> {
    return (await this.shop.send('office', 'order-service', 'POST', `/orders/${id}/${what}`, body)).status < 300;
  }

  private async pass(): Promise<string> {
    const seconds = weighted(this.draw, [
      [1, 6],
      [16, 6],
      [31, 2],
      [601, 1],
    ]);
    if (seconds > 16) this.model.late = true;
    this.shop.clock.advance(seconds * 1000);
    return 'order-service';
  }
}
