import type { Mail } from '../demo/mails';
import type { Ask } from './books';
import { groupedBy } from './grouped';

const number = /ORD-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;

interface Told {
  readonly number: string;
  /** Steps of the order's life that were told. */
  readonly steps: readonly string[];
}

const stepsSql = `SELECT data ->> 'number' AS number, array_agg(type ORDER BY id) AS steps FROM outbox WHERE topic = 'order.order.v1' GROUP BY 1`;

/** What is wrong with the mails about orders, in words: each step of an order's life is written about once, no more and no less. */
export const faultsOfMails = async (mails: readonly Mail[], ask: Ask): Promise<string[]> => {
  const about = groupedBy(
    mails.flatMap(({ subject, text }) => {
      const [order] = number.exec(`${subject} ${text}`) ?? [];
      return order ? [{ order, subject }] : [];
    }),
    ({ order }) => order,
  );
  const told = await ask<Told>('order-service', stepsSql);
  return told.flatMap(({ number: order, steps }) => {
    const subjects = (about.get(order) ?? []).map(({ subject }) => subject).sort();
    const right = new Set(subjects).size === subjects.length && subjects.length === steps.length;
    return right ? [] : [`${order} went through ${steps.join(', ')} and was written about: ${subjects.join(', ') || 'never'}`];
  });
};
