// What must hold of many orders, read from the services' own databases.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, services } from './databases';
import { readMails } from './mails';
import type { OwnPlatform } from './own-platform';
import { settled } from './shop';

/** What was found out about all orders of a platform. Of a sound one everything but `orders`, `byStatus` and `charges` is 0. */
export interface Books {
  readonly orders: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Orders on their way to something else. */
  readonly unsettled: number;
  /** Sagas that wait for a person. */
  readonly needsOperator: number;
  /** Charges in the provider's books that were not given back. */
  readonly charges: number;
  /** Orders that were confirmed and not charged, or cancelled and not given back. */
  readonly wronglyCharged: number;
  /** Orders that were charged more than once. */
  readonly chargedTwice: number;
  /** Pieces by which what is promised differs from what confirmed orders ask for. */
  readonly piecesAstray: number;
  /** Letters about an order beyond the first of a kind. */
  readonly mailsTwice: number;
  /** Letters that are missing; about each order there are two, that it was placed and that it is confirmed or cancelled. */
  readonly mailsMissing: number;
  /** Events that were reported and not published. */
  readonly unpublished: number;
  /** Events that a service gave up. */
  readonly deadLetters: number;
}

/** Waits until all that was begun has come to its end; gives the books as they are then, or after so many seconds. */
export const untilQuiet = async (platform: OwnPlatform, seconds: number): Promise<Books> => {
  for (const end = Date.now() + seconds * 1000; ; await pause(500)) {
    const books = await readBooks(platform);
    if (isQuiet(books) || Date.now() > end) return books;
  }
};

const isQuiet = ({ unsettled, unpublished, mailsMissing }: Books): boolean => unsettled + unpublished + mailsMissing === 0;

interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly pieces: number;
}

interface Charge {
  readonly order_id: string;
  readonly kept: boolean;
}

/** Reads the books of all orders. */
export const readBooks = async (platform: OwnPlatform): Promise<Books> => {
  const [orders, sagas, charges, stock, events] = await Promise.all([
    ask<OrderRow>(
      platform,
      'order-service',
      'SELECT o.id, o.status, sum(l.quantity)::int AS pieces FROM orders o JOIN order_lines l ON l.order_id = o.id GROUP BY o.id',
    ),
    ask<{ n: number }>(platform, 'order-service', "SELECT count(*)::int AS n FROM sagas WHERE state = 'needs_operator'"),
    ask<Charge>(
      platform,
      'payment-service',
      `SELECT p.order_id, NOT EXISTS (SELECT FROM simulator.refunds r WHERE r.charge_key = c.key AND r.status = 'succeeded') AS kept
       FROM simulator.charges c JOIN payments p ON p.id::text = c.key WHERE c.status = 'succeeded'`,
    ),
    ask<{ reserved: number }>(platform, 'inventory-service', 'SELECT coalesce(sum(reserved), 0)::int AS reserved FROM stock'),
    Promise.all(services.map((service) => ask<{ unpublished: number; dead: number }>(platform, service, eventsOf))),
  ]);
  // A subject names the order and what became of it.
  const mails = readMails(join(platform.folder, 'mail'))
    .map(({ subject }) => subject)
    .filter((subject) => /ORD-[0-9A-Z-]{14}/.test(subject));
  const kept = charges.filter(({ kept }) => kept);
  const paid = new Set(kept.map(({ order_id }) => order_id));
  const sold = orders.filter(({ status }) => status !== 'cancelled');
  return {
    orders: orders.length,
    byStatus: count(orders.map(({ status }) => status)),
    unsettled: orders.filter(({ status }) => !settled.includes(status)).length,
    needsOperator: sagas[0]?.n ?? 0,
    charges: kept.length,
    wronglyCharged: orders.filter(({ id, status }) => paid.has(id) === (status === 'cancelled')).length,
    chargedTwice: kept.length - paid.size,
    piecesAstray: Math.abs((stock[0]?.reserved ?? 0) - sold.reduce((sum, { pieces }) => sum + pieces, 0)),
    mailsTwice: mails.length - new Set(mails).size,
    mailsMissing: Math.max(0, 2 * orders.length - new Set(mails).size),
    unpublished: events.flat().reduce((sum, { unpublished }) => sum + unpublished, 0),
    deadLetters: events.flat().reduce((sum, { dead }) => sum + dead, 0),
  };
};

const eventsOf = `SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)::int AS unpublished,
  (SELECT count(*) FROM dead_letters)::int AS dead`;

const count = (names: readonly string[]): Record<string, number> =>
  names.reduce<Record<string, number>>((counts, name) => Object.assign(counts, { [name]: (counts[name] ?? 0) + 1 }), {});
