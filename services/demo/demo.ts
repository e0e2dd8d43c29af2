// npm run demo: one customer's way through the shop, told step by step.
import { randomUUID } from 'node:crypto';
import { type Answer, type Article, type Customer, type Level, type Shop, until } from './shop';
import { chapter, check, letter, money, note, runDemo, type Stage, step } from './telling';
import { Watch } from './watching';

const short = (id: string): string => `${id.slice(0, 8)}…`;
const shown = ({ onHand, reserved, available }: Level): string => `${onHand} on the shelf, ${reserved} promised, ${available} left`;

/** What the chapters hand on to each other. */
interface Scene {
  readonly shop: Shop;
  readonly watch: Watch;
  readonly office: string;
  readonly article: Article;
  readonly ada: Customer;
}

const shelve = async (shop: Shop, watch: Watch): Promise<Pick<Scene, 'office' | 'article'>> => {
  chapter('1. The shop puts a mug on the shelf');
  const office = await shop.backOffice();
  const article = await shop.shelve(office, { pieces: 10 });
  const product = await shop.must('GET', `/products/${article.productId}`);
  step(`GET /products/${short(article.productId)}`, product, `${product.body.name}, ${product.body.status}`);
  await watch.tell(['product.product.created.v1', 'inventory.stock.changed.v1'], [article.productId, article.sku]);
  check(product.body.status === 'active', 'everybody can see it');
  const level = await shop.level(office, article.sku);
  check(level.available === 10, `stock: ${shown(level)}`);
  return { office, article };
};

const signUp = async (shop: Shop, watch: Watch): Promise<Customer> => {
  chapter('2. Ada signs up, follows the link in her mail, signs in');
  const ada = await shop.customer((what, told) => ('status' in told ? step(what, told) : letter(told)));
  step('GET /users/me', ada.me, 'made by the event of her sign-up');
  await watch.tell(['auth.account.registered.v1', 'user.profile.created.v1', 'auth.session.created.v1'], [ada.userId]);
  check(ada.me.body.email === ada.email, 'her profile is there, with the address that only auth-service was told');
  return ada;
};

const search = async ({ shop, article }: Scene): Promise<void> => {
  chapter('3. She looks for a mug');
  const answer = await until('the mug to be found', async () => {
    const found = await shop.must('GET', `/search?q=${encodeURIComponent(article.sku)}`);
    return (
      found.body.data.some((hit: { productId: string; inStock: boolean }) => hit.productId === article.productId && hit.inStock) && found
    );
  });
  const { name, price } = answer.body.data[0];
  step(`GET /search?q=${article.sku}`, answer, `${answer.body.data.length} found: ${name}, ${money(price)}`);
  check(answer.body.data[0].productId === article.productId, 'search-service knows it, its price and that it is there');
};

const buy = async ({ shop, watch, office, article, ada }: Scene): Promise<Answer['body']> => {
  chapter('4. She orders two, and her phone sends the order twice');
  const before = await shop.level(office, article.sku);
  const key = randomUUID();
  const placed = await shop.order(ada.token, article.sku, { key });
  const { id, number, total, shipping, tax } = placed.body;
  step('POST /orders', placed, `${number}: ${money(total)}, of which ${money(shipping)} shipping and ${money(tax)} tax`);
  const again = await shop.order(ada.token, article.sku, { key });
  step('POST /orders, same key', again, `Idempotency-Replayed: ${again.headers.get('idempotency-replayed')}`);
  check(placed.status === 201 && again.body.id === id, 'it is one order');
  await shop.orderWhen(ada.token, id, ['confirmed']);
  const events = await watch.tell(['order.order.confirmed.v1', 'order.saga.stock-commit-requested.v1'], [id]);
  const timeline = await shop.must('GET', `/orders/${id}/timeline`, { token: ada.token });
  step(`GET /orders/${short(id)}/timeline`, timeline);
  const start = Date.parse(timeline.body.entries[0].at);
  for (const { at, step: where, event } of timeline.body.entries)
    note(`${String(Date.parse(at) - start).padStart(5)} ms  ${where}: ${event}`);
  const payment = await shop.must('GET', `/payment/status?orderId=${id}`, { token: ada.token });
  step('GET /payment/status', payment, `${payment.body.status}: ${money(payment.body.amount)}`);
  check(payment.body.status === 'succeeded' && payment.body.amount.amount === total.amount, 'her card was charged once, with the total');
  const after = await shop.level(office, article.sku);
  check(before.available - after.available === 2, `stock before: ${shown(before)}; after: ${shown(after)}`);
  note(`trace ${events[0]?.traceId}: ${shop.url}/events shows it`);
  letter(await shop.mailTo(ada.email, new RegExp(number)));
  return placed.body;
};

const send = async ({ shop, watch, office, article, ada }: Scene, { id, number }: Answer['body']): Promise<void> => {
  chapter('5. The parcel leaves, and arrives');
  step(
    'POST /orders/…/ship',
    await shop.must('POST', `/orders/${id}/ship`, { token: office, body: { carrier: 'DHL', trackingCode: 'JD01' } }),
  );
  step('POST /orders/…/deliver', await shop.must('POST', `/orders/${id}/deliver`, { token: office }));
  await watch.tell(['order.order.shipped.v1', 'order.order.delivered.v1'], [id]);
  const level = await until('the two to be off the shelf', async () => {
    const now = await shop.level(office, article.sku);
    return now.onHand === 8 && now;
  });
  check(level.onHand === 8 && level.reserved === 0, `stock: ${shown(level)}`);
  const told = await until('three mails', async () => {
    const mails = shop.mails().filter(({ to, text, subject }) => to.includes(ada.email) && (text + subject).includes(number));
    return mails.length >= 3 && mails;
  });
  for (const { subject } of told) note(`mail: ${subject}`);
  check(new Set(told.map(({ subject }) => subject)).size === told.length, `${told.length} mails, none of them twice`);
};

const review = async ({ shop, watch, article, ada }: Scene): Promise<void> => {
  chapter('6. She reviews it');
  const body = { productId: article.productId, rating: 5, title: 'Good', text: 'It survived the stairs, twice.' };
  const written = await until('review-service to know that she bought it', async () => {
    const answer = await shop.send('POST', '/reviews', { token: ada.token, key: randomUUID(), body });
    return answer.status !== 403 && answer;
  });
  step('POST /reviews', written, written.body.status);
  await watch.tell(['review.review.published.v1'], [article.productId]);
  const product = await until('the rating to be shown', async () => {
    const answer = await shop.must('GET', `/products/${article.productId}`);
    return answer.body.ratingCount === 1 && answer;
  });
  step(
    `GET /products/${short(article.productId)}`,
    product,
    `${product.body.ratingAverage} of 5 stars, ${product.body.ratingCount} review`,
  );
  check(product.body.ratingAverage === 5, 'everybody sees her stars at the product');
};

const giveBack = async ({ shop, watch, office, article, ada }: Scene, order: Answer['body']): Promise<void> => {
  chapter('7. She sends one of the two back');
  const body = { lines: [{ sku: article.sku, quantity: 1 }], reason: 'one is enough' };
  const asked = await shop.must('POST', `/orders/${order.id}/returns`, { token: ada.token, key: randomUUID(), body });
  step('POST /orders/…/returns', asked, money(asked.body.amount));
  await watch.tell(['payment.refund.succeeded.v1', 'order.order.refunded.v1'], [order.id]);
  const payment = await shop.must('GET', `/payment/status?orderId=${order.id}`, { token: ada.token });
  step('GET /payment/status', payment, `${money(payment.body.amount)} paid, ${money(payment.body.refunded)} given back`);
  check(
    payment.body.refunded.amount === asked.body.amount.amount && asked.body.amount.amount === 1450,
    'she has the price of one mug back',
  );
  const level = await until('the mug to be back', async () => {
    const now = await shop.level(office, article.sku);
    return now.onHand === 9 && now;
  });
  check(level.available === 9, `stock: ${shown(level)}`);
};

const guard = async ({ shop }: Scene, order: Answer['body']): Promise<void> => {
  chapter('8. Eve looks at the order');
  const eve = await shop.customer();
  const spied = await shop.send('GET', `/orders/${order.id}`, { token: eve.token });
  step(`GET /orders/${short(order.id)}`, spied, spied.body.code);
  check(spied.status === 404, 'for her it does not exist');
  check((await shop.send('GET', `/orders/${order.id}`)).status === 401, 'and without a token nobody is told anything');
};

const story = async ({ shop }: Stage): Promise<void> => {
  const watch = new Watch(shop);
  await watch.begin();
  const shelved = await shelve(shop, watch);
  const scene: Scene = { shop, watch, ...shelved, ada: await signUp(shop, watch) };
  await search(scene);
  const order = await buy(scene);
  await send(scene, order);
  await review(scene);
  await giveBack(scene, order);
  await guard(scene, order);
};

void runDemo({ name: 'demo', purpose: "Tells a customer's way through the shop, from the sign-up to a refund.", story });
