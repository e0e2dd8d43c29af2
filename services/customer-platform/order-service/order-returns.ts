import { Problem } from '#kit';
import type { ReturnedLine } from './fulfilment-routes';
import type { Order } from './routes';

const windowMs = 30 * 86_400_000;

/** Who returns, and when. */
interface Return {
  readonly byCustomer: boolean;
  readonly now: Date;
}

/**
 * What is refunded for returned lines, in minor units. Whoever returns everything gets the shipping back too. Refuses what was not ordered, what
 * was returned before, and customers who come too late.
 */
export const amountOfReturn = (
  order: Order,
  returned: ReadonlyMap<string, number>,
  lines: readonly ReturnedLine[],
  { byCustomer, now }: Return,
): number => {
  requireReturnable(order, byCustomer, now);
  const left = new Map(order.lines.map(({ sku, quantity }) => [sku, quantity - (returned.get(sku) ?? 0)]));
  const tooMuch = lines.filter(({ sku, quantity }) => quantity > (left.get(sku) ?? 0)).map(({ sku }) => sku);
  if (tooMuch.length > 0) throw new Problem(422, 'exceeds-order', `more than is left to return of: ${tooMuch.join(', ')}`);
  for (const { sku, quantity } of lines) left.set(sku, (left.get(sku) ?? 0) - quantity);
  const remaining = order.total.amount - order.refunded.amount;
  if ([...left.values()].every((quantity) => quantity === 0)) return positive(remaining);
  const prices = new Map(order.lines.map(({ sku, unitPrice }) => [sku, unitPrice.amount]));
  return positive(
    Math.min(
      remaining,
      lines.reduce((sum, { sku, quantity }) => sum + quantity * (prices.get(sku) ?? 0), 0),
    ),
  );
};

const requireReturnable = ({ status, shipment }: Order, byCustomer: boolean, now: Date): void => {
  if (status !== 'delivered' && (byCustomer || status !== 'confirmed'))
    throw new Problem(409, 'invalid-transition', `the order is ${status}; what was delivered can be returned`);
  if (byCustomer && now.getTime() - Date.parse(shipment?.deliveredAt ?? '') > windowMs)
    throw new Problem(422, 'return-window-closed', 'goods can be returned for 30 days after delivery');
};

const positive = (amount: number): number => {
  if (amount <= 0) throw new Problem(422, 'exceeds-order', 'everything was refunded before');
  return amount;
};
