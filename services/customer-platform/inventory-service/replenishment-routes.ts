import * as z from 'zod';
import { pageOf, pageQuery, route } from '#kit';
import { mainWarehouse } from './article';
import { managers, sku, warehouse } from './routes';

const status = z.enum(['draft', 'ordered', 'received', 'cancelled']);

const replenishment = z.object({
  id: z.uuid(),
  sku: z.string(),
  warehouse: z.string(),
  sellerId: z.string(),
  quantity: z.int(),
  status,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.int(),
});

export type Replenishment = z.output<typeof replenishment>;

export const createReplenishment = route({
  method: 'POST',
  path: '/inventory/replenishments',
  summary: 'Notes goods that are to be ordered',
  access: managers,
  idempotency: 'required',
  body: z.strictObject({ sku, warehouse: warehouse.default(mainWarehouse), quantity: z.int().min(1).max(1_000_000) }),
  status: 201,
  answer: replenishment,
  version: ({ version }) => version,
  problems: { 'unknown-warehouse': 422 },
});

export const listReplenishments = route({
  method: 'GET',
  path: '/inventory/replenishments',
  summary: 'Lists goods that are to come or came, newest first',
  access: managers,
  query: z.object({ ...pageQuery, status: status.optional(), sku: sku.optional() }),
  answer: pageOf(replenishment),
});

const step = <const Verb extends string>(verb: Verb, summary: string) =>
  route({
    method: 'POST',
    path: `/inventory/replenishments/{id}/${verb}`,
    summary,
    access: managers,
    params: z.object({ id: z.uuid() }),
    answer: replenishment,
    version: ({ version }: Replenishment) => version,
    problems: { 'invalid-transition': 409, 'too-many': 422 },
  });

export const orderReplenishment = step('order', 'Says that the goods of a draft were ordered');
export const receiveReplenishment = step('receive', 'Says that ordered goods are there, and adds them to the stock');
export const cancelReplenishment = step('cancel', 'Says that the goods will not come');
