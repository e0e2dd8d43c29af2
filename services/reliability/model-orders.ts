/** An order as the model has it: what was done about it. */
export interface ModelOrder {
  readonly id: string;
  readonly userId: string;
  readonly token: string;
  readonly total: object;
  /** Pieces by sku. */
  readonly lines: ReadonlyMap<string, number>;
  /** A cancellation was accepted. */
  cancelled: boolean;
  /** The customer did what his payment method asks for: another card, a visit to the bank. */
  helped: boolean;
  shipped: boolean;
  delivered: boolean;
  /** Pieces that came back to the shelf, by sku. */
  readonly back: Map<string, number>;
}

/** How an order ended. */
export interface End {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
}

/** A shelf in the end. */
export interface Shelf {
  readonly sku: string;
  readonly on_hand: number;
  readonly reserved: number;
}

/** What some orders that compete for some goods must come to, in as few words as possible. */
export class ModelOrders {
  readonly all: ModelOrder[] = [];
  /** Whether so much time passed that somebody's patience may have ended. */
  late = false;

  /** `pieces` are there of each sku in the beginning. */
  constructor(readonly pieces: Readonly<Record<string, number>>) {}

  /** What is wrong with how orders ended and what lies on the shelves, in words. */
  faults(ends: readonly End[], shelves: readonly Shelf[]): string[] {
    const byId = new Map(ends.map((end) => [end.id, end]));
    return [
      ...this.all.flatMap((order) => {
        const end = byId.get(order.id);
        return end && this.mayEnd(order, end) ? [] : [`model: ${inWords(order)} ended ${end?.status} ${end?.reason}`];
      }),
      ...shelves.flatMap((shelf) => this.faultsOf(shelf, byId)),
    ];
  }

  private mayEnd(order: ModelOrder, { status, reason }: End): boolean {
    if (order.shipped) return ['shipped', 'delivered', 'refunded'].includes(status);
    if (order.cancelled) return status === 'cancelled' && reason === 'customer';
    const pays = order.token !== 'tok_declined' && (order.helped || (order.token !== 'tok_insufficient' && order.token !== 'tok_3ds'));
    if (status === 'cancelled') return !(pays && this.fitsAll && !this.late);
    return pays && (status === 'confirmed' || status === 'refunded');
  }

  /** Whether there are goods for all, whoever comes first. */
  private get fitsAll(): boolean {
    return Object.entries(this.pieces).every(([sku, pieces]) => this.sum(({ lines }) => lines.get(sku)) <= pieces);
  }

  private faultsOf({ sku, on_hand, reserved }: Shelf, ends: ReadonlyMap<string, End>): string[] {
    const gone = this.sum(({ shipped, lines }) => (shipped ? lines.get(sku) : 0));
    const held = this.sum(({ id, lines }) => (ends.get(id)?.status === 'confirmed' ? lines.get(sku) : 0));
    const right = (this.pieces[sku] ?? 0) - gone + this.sum(({ back }) => back.get(sku));
    return on_hand === right && reserved === held
      ? []
      : [`model: of ${sku} there are ${on_hand} and ${reserved} of them held, not ${right} and ${held}`];
  }

  private sum(of: (order: ModelOrder) => number | undefined): number {
    return this.all.reduce((sum, order) => sum + (of(order) ?? 0), 0);
  }
}

const inWords = (order: ModelOrder): string =>
  JSON.stringify({ ...order, lines: Object.fromEntries(order.lines), back: Object.fromEntries(order.back) });
