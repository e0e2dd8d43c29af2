import type { Flow, Scenario, Stage, Step, Visits } from './scenario';

/** What is known of a session: the token, how long it is good, and what gives the next one. */
const session = { token: 'accessToken', lifetime: 'expiresIn', refreshToken: 'refreshToken' };

const signIn: Step = {
  name: 'sign in',
  method: 'POST',
  path: '/auth/login',
  body: { email: '{email}', password: '{password}' },
  status: 200,
  keeps: session,
};

const refresh: Step = {
  name: 'refresh',
  method: 'POST',
  path: '/auth/refresh',
  signedIn: true,
  body: { refreshToken: '{refreshToken}' },
  status: 200,
  keeps: session,
  p95Ms: 50,
};

const find: Step = {
  name: 'find',
  method: 'GET',
  path: '/search',
  query: { inStock: 'true', limit: '20' },
  status: 200,
  keeps: { productId: 'data.*.productId' },
  p95Ms: 80,
};

const look: Step = {
  name: 'look',
  method: 'GET',
  path: '/products/{productId}',
  status: 200,
  keeps: { sku: 'variants.*.sku', currency: 'variants.0.price.currency' },
  p95Ms: 20,
};

const stock: Step = { name: 'stock', method: 'GET', path: '/inventory/{sku}', status: 200 };

const order: Step = {
  name: 'order',
  method: 'POST',
  path: '/orders',
  signedIn: true,
  key: true,
  body: {
    items: [{ sku: '{sku}', quantity: 1 }],
    currency: '{currency}',
    shippingAddress: { name: 'Load Test', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
    paymentMethodToken: 'tok_ok',
  },
  status: 201,
  keeps: { orderId: 'id' },
  p95Ms: 200,
};

const confirmed: Step = {
  name: 'confirmed',
  method: 'GET',
  path: '/orders/{orderId}',
  signedIn: true,
  status: 200,
  until: { field: 'status', passing: ['on_hold', 'pending', 'reserved'], is: 'confirmed', seconds: 10 },
};

const browsing: Flow = [find, look, stock];
const buying: Flow = [find, look, order, confirmed];

/** What people do in the shop on a busy day. */
const shop: Visits = {
  signIn,
  flows: [
    { share: 91, flow: browsing },
    { share: 3, flow: buying },
    { share: 6, flow: [refresh] },
  ],
};

/** About 10,000 requests a second, among them 100 orders: the largest day that the platform is made for. */
const shopPeakPerSecond = 3300;

const minute = 60;

/** Reaches a level within a time, and stays there. */
const hold = (level: number, seconds: number, rampSeconds = 30): Stage[] => [
  { level, seconds: rampSeconds },
  { level, seconds },
];

/** Everything that is tried out with load: the scripts for k6 and the small runner both come from here. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'auth',
    purpose: 'Sessions at their peak: one sign-in for nine refreshed tokens.',
    visits: {
      signIn,
      flows: [
        { share: 10, flow: [signIn] },
        { share: 90, flow: [refresh] },
      ],
    },
    peakPerSecond: 200,
    stages: hold(1, 5 * minute),
  },
  {
    name: 'payment',
    purpose: 'Orders at their peak, each followed until it is paid and confirmed.',
    visits: { signIn, flows: [{ share: 1, flow: buying }] },
    peakPerSecond: 100,
    stages: hold(1, 5 * minute),
  },
  {
    name: 'spike',
    purpose: 'A shop at rest that is full within ten seconds.',
    visits: shop,
    peakPerSecond: shopPeakPerSecond,
    stages: [...hold(0.1, minute), ...hold(1, 2 * minute, 10), ...hold(0.1, minute, 10)],
  },
  {
    name: 'stress',
    purpose: 'Half of the peak, the peak, and what goes beyond it.',
    visits: shop,
    peakPerSecond: shopPeakPerSecond,
    stages: [0.5, 1, 1.5, 2].flatMap((level) => hold(level, 3 * minute)),
  },
  {
    name: 'breakpoint',
    purpose: 'More and more, until a promise is no longer kept: how much that was is the result.',
    visits: shop,
    peakPerSecond: shopPeakPerSecond,
    stages: [0.5, 1, 2, 3, 4, 5, 6, 8, 10].flatMap((level) => hold(level, 2 * minute)),
    seeksLimit: true,
  },
  {
    name: 'soak',
    purpose: 'Half of the peak for hours: what leaks, shows.',
    visits: shop,
    peakPerSecond: shopPeakPerSecond,
    stages: hold(0.5, 240 * minute, 5 * minute),
  },
];
