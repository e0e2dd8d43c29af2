import type { Basket } from '../../../services/customer-platform/order-service/routes';
import type { QuotedLine } from '../../../services/customer-platform/order-service/shop';

/** What a server of the bench is told when it starts. */
export interface Instructions {
  readonly databaseUrl: string;
  /** Settings of the kit. */
  readonly variables: Readonly<Record<string, string>>;
}

export const smallAnswer = { id: '01980000-0000-7000-8000-000000000000', name: 'A mug of good size', amount: 1250 };

export const answerTo = ({ items, shippingAddress }: Pick<Basket, 'items' | 'shippingAddress'>) => ({
  items: items.length,
  country: shippingAddress?.country ?? '',
});

/** Prices of the stub that stands in for the catalogue. */
export const quoteOf = (items: Basket['items'], currency: string): QuotedLine[] =>
  items.map(({ sku, quantity }) => ({
    sku,
    productId: '01980000-0000-7000-8000-000000000001',
    sellerId: '01980000-0000-7000-8000-000000000002',
    quantity,
    unitPrice: { amount: 1250, currency },
    sellable: true,
  }));

/** What stands for the customer's means of payment, from the stub of payment-service. */
export const methodRef = '01980000-0000-7000-8000-000000000003';

/** Starts when told how, says where, and from then on tells the processor time of this process in microseconds whenever it is asked. Ends with who asks. */
export const serveBench = (start: (instructions: Instructions) => Promise<string>): void => {
  process.once('disconnect', () => process.exit());
  process.once('message', async (instructions: Instructions) => {
    process.on('message', () => {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpu: user + system });
    });
    process.send?.({ url: await start(instructions) });
  });
};
