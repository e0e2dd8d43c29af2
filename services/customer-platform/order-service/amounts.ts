import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { settings } from '#kit';

/** Included tax by country, in percent; the standard rates. @see https://taxation-customs.ec.europa.eu/ */
const usualTax = '{"AT":20,"BE":21,"DE":19,"ES":21,"FR":20,"IE":23,"IT":22,"NL":21,"PL":23}';

/** What it costs besides the goods. */
export class PriceSettings extends settings({
  /** Shipping of a small order, in minor units. */
  SHIPPING_MINOR: z.coerce.number().int().nonnegative().default(490),
  /** From this subtotal on shipping is free, in minor units. */
  FREE_SHIPPING_FROM_MINOR: z.coerce.number().int().nonnegative().default(5000),
  /** Tax that prices include, in percent by country; other countries have none. */
  TAX_PERCENT: z
    .string()
    .default(usualTax)
    .transform((text) => z.record(z.string().length(2), z.number().min(0).max(50)).parse(JSON.parse(text))),
}) {}

/** The amounts of an order, in minor units of its currency. */
export interface OrderAmounts {
  readonly subtotal: number;
  readonly shipping: number;
  /** The part of the total that is tax. */
  readonly tax: number;
  readonly total: number;
}

@Injectable()
export class Amounts {
  constructor(private readonly prices: PriceSettings) {}

  /** What a basket costs, delivered to a country. */
  of(lines: readonly { readonly quantity: number; readonly unitPrice: { readonly amount: number } }[], country: string): OrderAmounts {
    const subtotal = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0);
    const shipping = subtotal < this.prices.FREE_SHIPPING_FROM_MINOR ? this.prices.SHIPPING_MINOR : 0;
    const total = subtotal + shipping;
    return { subtotal, shipping, tax: this.taxIn(total, country), total };
  }

  /** The part of a total that is tax in a country. */
  taxIn(total: number, country: string): number {
    const percent = this.prices.TAX_PERCENT[country] ?? 0;
    return halfEven((total * percent) / (100 + percent));
  }
}

/** Rounds to whole minor units; a half goes to the even neighbour, so that many roundings do not drift. */
export const halfEven = (value: number): number => {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
};
