import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Prices } from './prices';
import { Quotes } from './quotes';
import type { Product } from './routes';
import { priceHistory, putVariant, quote, setPrice } from './variant-routes';
import { Variants } from './variants';

@Controller()
export class VariantController {
  constructor(
    private readonly variants: Variants,
    private readonly prices: Prices,
    private readonly quotes: Quotes,
  ) {}

  @Route(putVariant)
  put(request: RequestOf<typeof putVariant>): Promise<Product> {
    return this.variants.put(request);
  }

  @Route(setPrice)
  setPrice(request: RequestOf<typeof setPrice>): Promise<Product> {
    return this.prices.set(request);
  }

  @Route(priceHistory)
  history(request: RequestOf<typeof priceHistory>): Promise<AnswerOf<typeof priceHistory>> {
    return this.prices.history(request);
  }

  @Route(quote)
  quote(request: RequestOf<typeof quote>): Promise<AnswerOf<typeof quote>> {
    return this.quotes.quote(request);
  }
}
