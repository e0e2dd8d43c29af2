import { Controller } from '@nestjs/common';
import * as z from 'zod';
import { type AnswerOf, type RequestOf, Route, route, ServiceModule } from '#kit';
import { OrderModule } from '../../../services/customer-platform/order-service/module';
import { placeOrder } from '../../../services/customer-platform/order-service/routes';
import definition from '../../../services/customer-platform/order-service/service';
import { Shop } from '../../../services/customer-platform/order-service/shop';
import { partsOf } from '../../../services/kit/service-module';
import { startService } from '../../../services/kit/start-service';
import { answerTo, methodRef, quoteOf, serveBench, smallAnswer } from './subject';

const small = route({
  method: 'GET',
  path: '/small',
  summary: 'Answers the same each time',
  access: 'signed-in',
  answer: z.object({ id: z.string(), name: z.string(), amount: z.int() }),
});

const checked = route({
  method: 'POST',
  path: '/checked',
  summary: 'Takes the body of an order',
  access: 'signed-in',
  body: placeOrder.body,
  answer: z.object({ items: z.int(), country: z.string() }),
});

@Controller()
class Small {
  @Route(small)
  get(): AnswerOf<typeof small> {
    return smallAnswer;
  }

  @Route(checked)
  check({ body }: RequestOf<typeof checked>): AnswerOf<typeof checked> {
    return answerTo(body);
  }
}

/** Stands in for the other services: what their clients cost is not asked here. */
const stub: Pick<Shop, 'requireActive' | 'quote' | 'addressOf' | 'paymentMethodRef'> = {
  requireActive: async () => undefined,
  quote: async (_context, { items, currency }) => quoteOf(items, currency),
  addressOf: async (_context, _userId, { shippingAddress }) => {
    if (shippingAddress === undefined) throw new Error('the bench sends an address');
    return shippingAddress;
  },
  paymentMethodRef: async () => methodRef,
};

const { controllers = [], providers = [], ...parts } = partsOf(OrderModule);

@ServiceModule({
  ...parts,
  controllers: [...controllers, Small],
  providers: [...providers.filter((provider) => provider !== Shop), { provide: Shop, useValue: stub }],
})
class Measured {}

// Without a bus there is no relay: one replica of a service runs it, and it has a figure of its own.
serveBench(async ({ variables }) => (await startService({ definition, module: Measured, variables })).url);
