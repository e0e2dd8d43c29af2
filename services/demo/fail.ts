// npm run demo:fail: what goes wrong in a shop, and where orders, goods and money are afterwards.
import { randomUUID } from 'node:crypto';
import { type Answer, type Article, type Customer, type Level, type Shop, until } from './shop';
import { chapter, check, money, note, runDemo, type Stage, table } from './telling';

interface Scene {
  readonly shop: Shop;
  readonly office: string;
  readonly article: Article;
  readonly ada: Customer;
}

type Order = Answer['body'];

/** What became of a case: the order, the pieces promised to it, and what was paid and given back in minor units. */
interface Outcome {
  readonly status: string;
  readonly reason: string | null;
  readonly level: Level;
  readonly paid: number;
  readonly refunded: number;
}

interface Case {
  readonly name: string;
  /** Brings the order to its end. */
  readonly play: (scene: Scene) => Promise<Order>;
  /** What must be so in the end. */
  readonly holds: (outcome: Outcome) => boolean;
}

const [pieces, total] = [10, 3390];

const place = ({ shop, ada, article }: Scene, card: string, quantity = 2): Promise<Order> =>
  shop.place(ada.token, article.sku, { card, quantity });

const becomes = ({ shop, ada }: Scene, { id }: Order, ...statuses: string[]): Promise<Order> => shop.orderWhen(ada.token, id, statuses, 60);

const paymentOf = async ({ shop, office }: Scene, { id }: Order): Promise<Order | undefined> => {
  const { status, body } = await shop.send('GET', `/payment/status?orderId=${id}`, { token: office });
  return status === 200 ? body : undefined;
};

/** Waits until the latest payment failed, and pays with another card. */
const payAgain = async (scene: Scene, order: Order, card: string, attempt: number): Promise<void> => {
  await until(
    `attempt ${attempt} to fail`,
    async () => {
      const payment = await paymentOf(scene, order);
      return payment?.status === 'failed' && payment.attempt === attempt;
    },
    30,
  );
  const body = { orderId: order.id, amount: order.total, paymentMethodToken: card };
  await scene.shop.must('POST', '/payment/initiate', { token: scene.ada.token, key: randomUUID(), body });
};

const isSold = ({ status, level, paid, refunded }: Outcome): boolean =>
  status === 'confirmed' && level.onHand === pieces && level.reserved === 2 && paid === total && refunded === 0;

const isUndone = ({ status, level, paid, refunded }: Outcome): boolean =>
  status === 'cancelled' && level.available === pieces && level.reserved === 0 && paid === refunded;

const cases: readonly Case[] = [
  {
    name: 'card declined',
    play: async (scene) => becomes(scene, await place(scene, 'tok_declined'), 'cancelled'),
    holds: (outcome) => isUndone(outcome) && outcome.reason === 'payment_failed' && outcome.paid === 0,
  },
  {
    name: 'no money on three cards',
    play: async (scene) => {
      const order = await place(scene, 'tok_insufficient');
      await payAgain(scene, order, 'tok_expired', 1);
      await payAgain(scene, order, 'tok_insufficient', 2);
      return becomes(scene, order, 'cancelled');
    },
    holds: (outcome) => isUndone(outcome) && outcome.reason === 'payment_failed' && outcome.paid === 0,
  },
  {
    name: 'no money on the first card, on the second there is',
    play: async (scene) => {
      const order = await place(scene, 'tok_insufficient');
      await payAgain(scene, order, 'tok_ok', 1);
      return becomes(scene, order, 'confirmed');
    },
    holds: isSold,
  },
  {
    name: 'out of stock',
    play: async (scene) => becomes(scene, await place(scene, 'tok_ok', pieces + 1), 'cancelled'),
    holds: (outcome) => isUndone(outcome) && outcome.reason === 'out_of_stock' && outcome.paid === 0,
  },
  {
    name: 'provider answers nothing, but charged',
    play: async (scene) => becomes(scene, await place(scene, 'tok_timeout'), 'confirmed'),
    holds: isSold,
  },
  {
    name: 'request to the provider lost',
    play: async (scene) => becomes(scene, await place(scene, 'tok_lost'), 'confirmed'),
    holds: isSold,
  },
  {
    name: 'webhook comes twice',
    play: async (scene) => becomes(scene, await place(scene, 'tok_webhook_twice'), 'confirmed'),
    holds: isSold,
  },
  {
    name: 'webhook comes before the answer',
    play: async (scene) => becomes(scene, await place(scene, 'tok_webhook_first'), 'confirmed'),
    holds: isSold,
  },
  {
    name: 'cancelled while the money is on its way',
    play: async (scene) => {
      const order = await place(scene, 'tok_slow_700');
      await until('the charge to be under way', async () => (await paymentOf(scene, order))?.status === 'processing');
      await scene.shop.must('POST', `/orders/${order.id}/cancel`, { token: scene.ada.token, body: {} });
      return becomes(scene, order, 'cancelled');
    },
    holds: (outcome) => isUndone(outcome) && outcome.reason === 'customer',
  },
];

const play = async ({ play }: Case, scene: Scene): Promise<Outcome> => {
  const order = await play(scene);
  const payment = await paymentOf(scene, order);
  const { body } = await scene.shop.must('GET', `/orders/${order.id}`, { token: scene.ada.token });
  return {
    status: body.status,
    reason: body.cancelReason,
    level: await scene.shop.level(scene.office, scene.article.sku),
    paid: payment?.status === 'succeeded' ? payment.amount.amount : 0,
    refunded: payment?.refunded.amount ?? 0,
  };
};

const euros = (amount: number): string => money({ amount, currency: 'EUR' });

const rowOf = (name: string, { status, reason, level, paid, refunded }: Outcome): string[] => [
  name,
  `${status}${reason ? ` (${reason})` : ''}`,
  `${level.onHand} on the shelf, ${level.reserved} promised`,
  `${euros(paid)} paid, ${euros(refunded)} back`,
];

const story = async ({ shop }: Stage): Promise<void> => {
  const office = await shop.backOffice();
  const ada = await shop.customer();
  chapter(`Ada orders ${cases.length} times two mugs of ${pieces}, and each time something goes wrong`);
  const outcomes = await Promise.all(
    cases.map(async (each) => {
      const scene = { shop, office, ada, article: await shop.shelve(office, { pieces }) };
      const outcome = await play(each, scene);
      note(`${each.name}: ${outcome.status}`);
      return { ...each, outcome };
    }),
  );
  chapter('Where everything is in the end');
  table([['case', 'order', 'stock', 'money'], ...outcomes.map(({ name, outcome }) => rowOf(name, outcome))]);
  chapter('What must hold');
  for (const { name, holds, outcome } of outcomes) check(holds(outcome), `${name}: goods and money are where the order says`);
  const { body } = await shop.must('GET', `/payment/reconciliation/${new Date().toISOString().slice(0, 10)}`, { token: office });
  check(body.differences === 0, `${body.matched} entries of the ledger are the provider's too, ${body.differences} differ`);
};

void runDemo({
  name: 'demo:fail',
  purpose: 'Lets cards, stock, provider and customer fail, and shows where orders, goods and money are afterwards.',
  settings: { PAYMENT_PROVIDER_TIMEOUT_MS: '1000', PAYMENT_ASK_AFTER_MS: '1500' },
  story,
});
