import { groupedBy } from './grouped';

/** A question to the database of one service. */
export type Ask = <Row>(service: string, sql: string) => Promise<Row[]>;

interface Order {
  readonly id: string;
  readonly status: string;
  readonly subtotal: string;
  readonly shipping: string;
  readonly total: string;
  readonly refunded: string;
  readonly payment_id: string | null;
  readonly lines: readonly Line[];
}

interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly price: number;
}

interface Reservation {
  readonly order_id: string;
  readonly state: string;
  readonly lines: readonly Omit<Line, 'price'>[];
}

interface Payment {
  readonly id: string;
  readonly order_id: string;
  readonly status: string;
  readonly amount: string;
  readonly refunded: string;
  /** Captures less refunds, disputes left out. */
  readonly booked: string;
  /** What refunds that succeeded add up to. */
  readonly given: string;
  /** The same two in the provider's books. */
  readonly charged: string;
  readonly returned: string;
}

/** Orders, stock and money, as three services and the payment provider have them. */
export interface Books {
  readonly orders: readonly Order[];
  readonly reservations: ReadonlyMap<string, Reservation>;
  readonly payments: ReadonlyMap<string, readonly Payment[]>;
  /** What is wrong within one service, in words. */
  readonly faults: readonly string[];
}

const ordersSql = `
  SELECT id, status, subtotal_minor AS subtotal, shipping_minor AS shipping, total_minor AS total, refunded_minor AS refunded, payment_id,
    (SELECT jsonb_agg(jsonb_build_object('sku', sku, 'quantity', quantity, 'price', unit_price_minor) ORDER BY sku)
     FROM order_lines l WHERE l.order_id = o.id) AS lines
  FROM orders o`;

const reservationsSql = `
  SELECT order_id, state, (SELECT coalesce(jsonb_agg(jsonb_build_object('sku', sku, 'quantity', quantity) ORDER BY sku), '[]') FROM (
    SELECT sku, sum(quantity) AS quantity FROM reservation_lines l WHERE l.order_id = r.order_id GROUP BY sku) l) AS lines
  FROM reservations r`;

const paymentsSql = `
  SELECT id, order_id, status, amount_minor AS amount, refunded_minor AS refunded,
    (SELECT coalesce(sum(amount_minor), 0) FROM ledger l WHERE l.payment_id = p.id AND kind <> 'dispute') AS booked,
    (SELECT coalesce(sum(amount_minor), 0) FROM refunds r WHERE r.payment_id = p.id AND r.status = 'succeeded') AS given,
    (SELECT coalesce(sum(amount_minor), 0) FROM simulator.charges c WHERE c.key = p.id::text AND c.status = 'succeeded') AS charged,
    (SELECT coalesce(sum(amount_minor), 0) FROM simulator.refunds c WHERE c.charge_key = p.id::text AND c.status = 'succeeded') AS returned
  FROM payments p ORDER BY attempt`;

/** Faults that one database shows by itself: service, what it is called, a statement that finds none. */
const alone: readonly (readonly [string, string, string])[] = [
  [
    'order-service',
    'order I6: a saga has not ended',
    "SELECT subject, step, state FROM sagas WHERE state NOT IN ('completed', 'compensated')",
  ],
  [
    'order-service',
    'order I2: told of after its end',
    `SELECT key FROM outbox o WHERE topic = 'order.order.v1' AND EXISTS (
       SELECT 1 FROM outbox e WHERE e.key = o.key AND e.type = 'order.order.cancelled.v1' AND e.topic = o.topic AND e.id < o.id)`,
  ],
  [
    'inventory-service',
    'inventory I1, I2: a shelf does not fit its movements',
    `SELECT sku, on_hand, reserved, h, r FROM stock s, LATERAL (
       SELECT coalesce(sum(h), 0) AS h, coalesce(sum(r), 0) AS r FROM (
         SELECT on_hand_delta AS h, reserved_delta AS r FROM movements m WHERE m.sku = s.sku AND m.warehouse = s.warehouse
         UNION ALL SELECT on_hand, reserved FROM openings o WHERE o.sku = s.sku AND o.warehouse = s.warehouse) each) moved
     WHERE reserved < 0 OR reserved > on_hand OR on_hand <> h OR reserved <> r`,
  ],
  [
    'inventory-service',
    'inventory I4: more or less is held than reservations say',
    `SELECT sku, reserved FROM (SELECT sku, sum(reserved) AS reserved FROM stock GROUP BY sku) s WHERE reserved <> (
       SELECT coalesce(sum(quantity), 0) FROM reservation_lines l JOIN reservations r USING (order_id)
       WHERE l.sku = s.sku AND r.state IN ('reserved', 'committed'))`,
  ],
  [
    'payment-service',
    'payment I4: neither here nor there',
    "SELECT id, status FROM payments WHERE status NOT IN ('succeeded', 'failed', 'cancelled')",
  ],
  ['payment-service', 'payment: a refund is open', "SELECT id, status FROM refunds WHERE status NOT IN ('succeeded', 'failed')"],
  [
    'payment-service',
    'payment: a webhook had no effect',
    "SELECT webhook_id, type, state FROM webhooks WHERE state NOT IN ('done', 'ignored')",
  ],
];

/** Reads everything, in the order in which it follows from each other. */
export const readBooks = async (ask: Ask): Promise<Books> => {
  const [orders, reservations, payments] = [
    await ask<Order>('order-service', ordersSql),
    await ask<Reservation>('inventory-service', reservationsSql),
    await ask<Payment>('payment-service', paymentsSql),
  ];
  const faults: string[] = [];
  for (const [service, what, sql] of alone)
    for (const row of await ask<object>(service, sql)) faults.push(`${what}: ${JSON.stringify(row)}`);
  return {
    ...{ orders, faults },
    reservations: new Map(reservations.map((reservation) => [reservation.order_id, reservation])),
    payments: groupedBy(payments, ({ order_id }) => order_id),
  };
};

const sold = new Set(['confirmed', 'shipped', 'delivered', 'refunding', 'refunded']);
/** Where the goods of an order may be that is paid. What is refunded before it is shipped is held for nobody. */
const places = new Set(['committed', 'shipped']);
const placesOfRefunded = new Set(['released', 'shipped']);
const holding = new Set(['reserved', 'committed']);
const sum = (payments: readonly Payment[], key: 'booked' | 'charged' | 'given' | 'returned'): number =>
  payments.reduce((all, payment) => all + Number(payment[key]), 0);
const asText = (lines: readonly Omit<Line, 'price'>[] = []): string => lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join();

/** What is wrong with the books once everything has come to rest, in words; nothing, to the unit, when all is well. */
export const faultsOf = ({ orders, reservations, payments, faults }: Books): string[] => [
  ...faults,
  ...orders.flatMap((order) => {
    const [reservation, paid] = [reservations.get(order.id), payments.get(order.id) ?? []];
    return [
      ...faultsOfOrder(order, paid),
      ...(sold.has(order.status) ? faultsOfSold(order, reservation, paid) : faultsOfUnsold(order, reservation, paid)),
    ].map((fault) => `${fault}: ${order.id} is ${order.status}`);
  }),
  ...[...payments.values()].flat().flatMap(faultsOfPayment),
];

const faultsOfOrder = ({ subtotal, shipping, total, refunded, lines }: Order, paid: readonly Payment[]): string[] => [
  ...(Number(subtotal) === lines.reduce((all, { quantity, price }) => all + quantity * price, 0)
    ? []
    : ['order I1: not the sum of its lines']),
  ...(Number(total) === Number(subtotal) + Number(shipping) ? [] : ['order I1: not the sum of its parts']),
  ...(Number(refunded) === sum(paid, 'given') ? [] : ['order I5: refunded otherwise than payments say']),
  ...(Number(refunded) <= Number(total) ? [] : ['order I5: refunded more than its total']),
];

const faultsOfSold = (order: Order, reservation: Reservation | undefined, paid: readonly Payment[]): string[] => {
  const succeeded = paid.filter(({ status }) => status === 'succeeded');
  return [
    ...(succeeded.length === 1 && succeeded[0]?.id === order.payment_id ? [] : [`order I3: ${succeeded.length} payments`]),
    ...(sum(paid, 'booked') + Number(order.refunded) === Number(order.total) ? [] : ['order I3: money is not its total']),
    ...((order.status === 'refunded' ? placesOfRefunded : places).has(reservation?.state ?? '')
      ? []
      : [`order I3: its stock is ${reservation?.state}`]),
    ...(asText(reservation?.lines) === asText(order.lines) ? [] : ['order I3: its stock is not its lines']),
  ];
};

const faultsOfUnsold = ({ status }: Order, reservation: Reservation | undefined, paid: readonly Payment[]): string[] => [
  ...(status === 'cancelled' ? [] : ['order I6: it has not ended']),
  ...(holding.has(reservation?.state ?? '') ? ['order I4: it holds stock'] : []),
  ...(sum(paid, 'booked') === 0 && sum(paid, 'charged') === sum(paid, 'returned') ? [] : ['order I4: it holds money']),
];

const faultsOfPayment = ({ id, status, amount, refunded, booked, given, charged, returned }: Payment): string[] => {
  const expected = status === 'succeeded' ? amount : '0';
  return [
    ...(charged === expected ? [] : [`payment I1: ${id} is ${status} and the provider charged ${charged}`]),
    ...(Number(booked) === Number(expected) - Number(refunded) ? [] : [`payment I2: ${id} is ${status} with ${booked} in the ledger`]),
    ...(refunded === given && given === returned ? [] : [`payment I3: ${id} gave back ${refunded}, ${given}, at the provider ${returned}`]),
  ];
};
