import { v7 } from 'uuid';
import { eventually } from '#kit/testing';
import { scopesOf } from '../../customer-platform/auth-service/tokens/scopes';
import type { Known } from '../requests/testing';
import type { Caller, Shop } from '../testing';

type Answer = Awaited<ReturnType<ReturnType<Shop['of']>['request']>>;

/** Values that must turn up nowhere but where they are kept. */
export const marks = {
  email: 'mark.of.ada@example.org',
  displayName: 'Markname Adaline',
  phone: '+4915199887766',
  line1: 'Markstreet 4711',
  city: 'Markcity',
  postalCode: 'MK-90210',
  password: 'mark of a long password 9',
  /** The provider takes it, after 17 ms. */
  cardToken: 'tok_slow_17',
  review: 'Markreview holds tea',
  note: 'Marknote for the courier',
};

/** People of the shop: somebody with things of every kind, somebody else of the same rank, and those who work there. */
export interface People {
  readonly owner: Caller;
  readonly stranger: Caller;
  readonly support: Caller;
  readonly merchandiser: Caller;
  readonly admin: Caller;
  /** What the path of a route has to hold, so that it leads to a thing of the owner. */
  knownFor(path: string): Known;
  /** Ids of the owner's things that nobody else may be shown. */
  readonly privateIds: readonly string[];
}

const address = () => ({
  ...{ name: marks.displayName, line1: marks.line1, city: marks.city, postalCode: marks.postalCode, country: 'DE', isDefault: true },
});

/** Sends a request that must succeed. */
const sender =
  (shop: Shop) =>
  async (service: string, method: string, path: string, caller: Caller, wish: object = {}): Promise<Answer> => {
    const answer = await shop.of(service).request(method, path, { token: caller.token, key: v7(), ...wish });
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: refused: ${answer.status} ${JSON.stringify(answer.body)}; correct the request`);
    return answer;
  };

type Send = ReturnType<typeof sender>;

/** A product with one variant; gives the ids. */
const product = async (send: Send, owner: Caller, categoryId: string, sku: string) => {
  const slug = `mug-${v7()}`;
  const { body } = await send('product-service', 'POST', '/products', owner, {
    body: { name: 'Blue mug', slug, description: 'Holds tea.', categoryId },
  });
  const variant = { options: {}, price: { amount: 1250, currency: 'EUR' }, weightGrams: 300, active: true };
  await send('product-service', 'PUT', `/products/${body.productId}/variants/${sku}`, owner, { body: variant, ifMatch: '"1"' });
  return { productId: body.productId as string, slug };
};

const catalogue = async (send: Send, owner: Caller, merchandiser: Caller, shop: Shop) => {
  const category = await send('product-service', 'POST', '/products/categories', merchandiser, {
    body: { name: 'Mugs', slug: `mugs-${v7()}` },
  });
  const [sku, draftSku] = [`MUG-${v7()}`, `DRAFT-${v7()}`];
  const { productId } = await product(send, owner, category.body.id, sku);
  await send('product-service', 'POST', `/products/${productId}/publish`, owner);
  const draft = await product(send, owner, category.body.id, draftSku);
  const image = { contentType: 'image/png', sizeBytes: 10, sha256: 'a'.repeat(64) };
  const { body } = await send('product-service', 'POST', `/products/${draft.productId}/images`, owner, { body: image });
  await shop.settle();
  await send('inventory-service', 'POST', '/inventory/adjustments', owner, { body: { sku, delta: 100, reason: 'receive' } });
  const replenishment = await send('inventory-service', 'POST', '/inventory/replenishments', owner, { body: { sku, quantity: 5 } });
  return {
    sku,
    draftSku,
    draft,
    productId,
    imageId: body.imageId ?? body.id,
    categoryId: category.body.id,
    replenishmentId: replenishment.body.id,
  };
};

const order = async (send: Send, owner: Caller, support: Caller, sku: string, shop: Shop) => {
  const place = {
    items: [{ sku, quantity: 2 }],
    currency: 'EUR',
    shippingAddress: undefined as object | undefined,
    paymentMethodToken: marks.cardToken,
  };
  const { isDefault, ...shippingAddress } = address();
  const { body } = await send('order-service', 'POST', '/orders', owner, { body: { ...place, shippingAddress } });
  await send('order-service', 'PATCH', `/orders/${body.id}`, owner, { body: { note: marks.note }, ifMatch: '"1"' });
  const status = async () => {
    await shop.settle();
    return (await send('order-service', 'GET', `/orders/${body.id}`, owner)).body.status;
  };
  await eventually('the order to be paid', async () => (await status()) === 'confirmed', 15_000);
  await send('order-service', 'POST', `/orders/${body.id}/ship`, support, { body: { carrier: 'post' } });
  await send('order-service', 'POST', `/orders/${body.id}/deliver`, support);
  await shop.settle();
  const paid = await send('payment-service', 'GET', `/payment/status?orderId=${body.id}`, owner);
  const amount = { amount: 100, currency: 'EUR' };
  const refund = await send('payment-service', 'POST', '/payment/refunds', support, {
    body: { paymentId: paid.body.paymentId, amount, reason: 'broken' },
  });
  return {
    orderId: body.id as string,
    paymentId: paid.body.paymentId as string,
    refundId: (refund.body.refundId ?? refund.body.id) as string,
  };
};

/** Lets somebody sign up and in, so that there is a session; gives the account and the session. */
export const signUp = async (shop: Shop, email: string): Promise<{ userId: string; sessionId: string }> => {
  const auth = shop.of('auth-service');
  await auth.request('POST', '/auth/signup', { body: { email, password: marks.password, locale: 'en', acceptTerms: true } });
  const sent = (await auth.published()).filter(({ data }) => data.email === email && data.token);
  await auth.request('POST', '/auth/email/verify', { body: { token: sent.at(-1)?.data.token } });
  const { body } = await auth.request('POST', '/auth/login', { body: { email, password: marks.password } });
  const [account] = await auth.sql<{ id: string }>('SELECT id FROM accounts WHERE email = $1', [email]);
  await shop.settle();
  return { userId: account?.id ?? '', sessionId: body.sessionId };
};

/** Fills the shop with things of one person, through the same routes that people use. */
export const peopleOf = async (shop: Shop): Promise<People> => {
  const send = sender(shop);
  const as = (role: 'support' | 'merchandiser' | 'admin' | 'seller', id = v7()) =>
    shop.caller(id, scopesOf([role], { methods: ['otp'], mfaRequired: true }));
  const { userId, sessionId } = await signUp(shop, marks.email);
  const [owner, stranger, support, merchandiser, admin] = await Promise.all([
    as('seller', userId),
    as('seller'),
    as('support'),
    as('merchandiser'),
    as('admin'),
  ]);
  const me = await send('user-service', 'GET', '/users/me', owner);
  await send('user-service', 'PATCH', '/users/me', owner, {
    ...{ body: { displayName: marks.displayName, phone: marks.phone }, ifMatch: me.headers.get('etag') },
  });
  const home = await send('user-service', 'POST', '/users/me/addresses', owner, { body: address() });
  const goods = await catalogue(send, owner, merchandiser, shop);
  const bought = await order(send, owner, support, goods.sku, shop);
  const review = await send('review-service', 'POST', '/reviews', owner, {
    body: { productId: goods.productId, rating: 4, text: marks.review },
  });
  const erasure = await send('user-service', 'POST', '/users/me/erasure', owner);
  const exported = await send('user-service', 'POST', '/users/me/export', owner);
  const hook = { url: 'https://93.184.216.34/hook', events: ['low-stock'] };
  const endpoint = await send('notification-service', 'POST', '/notifications/endpoints', owner, { body: hook });
  const messages = await send('notification-service', 'GET', '/notifications/messages', owner);
  const reindex = await send('search-service', 'POST', '/search/reindex', merchandiser);
  await shop.settle();
  const things: Readonly<Record<string, Known>> = {
    '/auth/sessions/': { id: sessionId },
    '/auth/accounts/': { id: userId },
    '/inventory/{sku}': { sku: goods.sku, warehouse: 'main' },
    '/inventory/reservations/': { orderId: bought.orderId },
    '/inventory/replenishments/': { id: goods.replenishmentId },
    '/notifications/messages/': { id: messages.body.data[0].id },
    '/notifications/endpoints/': { id: endpoint.body.id },
    '/orders/': { id: bought.orderId },
    '/payment/payments/': { id: bought.paymentId },
    '/payment/refunds/': { id: bought.refundId },
    '/products/': { id: goods.draft.productId, imageId: goods.imageId, sku: goods.draftSku, slug: goods.draft.slug },
    '/products/categories/': { id: goods.categoryId },
    '/reviews/': { id: review.body.id },
    '/search/reindex/': { id: reindex.body.id ?? reindex.body.jobId },
    '/users/': { id: userId, addressId: home.body.id },
    '/users/me/addresses/': { id: home.body.id },
    '/users/me/export/': { jobId: exported.body.jobId },
    '/users/me/erasure/': { id: erasure.body.requestId },
    '/users/erasures/': { id: erasure.body.requestId },
    '/internal/privacy/': { userId },
  };
  const knownFor = (path: string): Known => {
    const [found] = Object.keys(things)
      .filter((start) => path.startsWith(start))
      .sort((a, b) => b.length - a.length);
    return things[found ?? ''] ?? {};
  };
  const privateIds = [
    home.body.id,
    bought.orderId,
    bought.paymentId,
    review.body.id,
    sessionId,
    goods.replenishmentId,
    goods.draft.productId,
  ];
  return { owner, stranger, support, merchandiser, admin, knownFor, privateIds };
};
