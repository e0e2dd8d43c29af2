import { Injectable } from '@nestjs/common';
import * as z from 'zod';
import { Callees, type Context } from '#kit';
import { products } from '#platform/topics/product';
import type { Snapshot } from './sources';

const page = z.object({
  lines: z.array(products.created.schema.and(z.object({ version: z.int().nonnegative() }))),
  nextCursor: z.string().min(1).optional(),
});

/** A product with the version that the snapshot shows. */
export type Exported = Snapshot & { readonly version: number };

/** The whole catalogue, as its owner has it. */
@Injectable()
export class CatalogueExport {
  constructor(private readonly callees: Callees) {}

  /** Page by page; rejects with `CalleeUnavailable` while the owner does not answer. */
  async *pages(context: Context): AsyncGenerator<readonly Exported[]> {
    let cursor: string | undefined;
    do {
      const { lines, nextCursor } = await this.callees.ask(context, 'product-service', 'GET /products/export', {
        query: cursor === undefined ? {} : { cursor },
        answer: page,
        lines: true,
        timeoutMs: 10_000,
      });
      yield lines;
      cursor = nextCursor;
    } while (cursor !== undefined);
  }
}
