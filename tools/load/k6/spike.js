// Written from tools/load/scenarios.ts by `npm run load -- --write`; do not edit.
import { load, visit } from '../run-in-k6.js';

/** A shop at rest that is full within ten seconds. */
export const options = {
  scenarios: load('spike', 6600, [
    { target: 330, duration: '30s' },
    { target: 330, duration: '60s' },
    { target: 3300, duration: '10s' },
    { target: 3300, duration: '120s' },
    { target: 330, duration: '10s' },
    { target: 330, duration: '60s' },
  ]),
  thresholds: {
    'http_req_duration{step:sign in}': ['p(95)<=150', 'p(99)<=400'],
    'errors{step:sign in}': ['rate<=0.0005'],
    'http_reqs{step:sign in}': ['count>0'],
    'http_req_duration{step:find}': ['p(95)<=80', 'p(99)<=300'],
    'errors{step:find}': ['rate<=0.001'],
    'http_reqs{step:find}': ['count>0'],
    'http_req_duration{step:look}': ['p(95)<=20', 'p(99)<=150'],
    'errors{step:look}': ['rate<=0.0005'],
    'http_reqs{step:look}': ['count>0'],
    'http_req_duration{step:stock}': ['p(95)<=50', 'p(99)<=150'],
    'errors{step:stock}': ['rate<=0.0005'],
    'http_reqs{step:stock}': ['count>0'],
    'http_req_duration{step:order}': ['p(95)<=200', 'p(99)<=400'],
    'errors{step:order}': ['rate<=0.0005'],
    'http_reqs{step:order}': ['count>0'],
    'http_req_duration{step:confirmed}': ['p(95)<=50', 'p(99)<=150'],
    'errors{step:confirmed}': ['rate<=0.0005'],
    'http_reqs{step:confirmed}': ['count>0'],
    'http_req_duration{step:refresh}': ['p(95)<=50', 'p(99)<=400'],
    'errors{step:refresh}': ['rate<=0.0005'],
    'http_reqs{step:refresh}': ['count>0'],
  },
};

const visits = {
  signIn: {
    name: 'sign in',
    method: 'POST',
    path: '/auth/login',
    body: { email: '{email}', password: '{password}' },
    status: 200,
    keeps: { token: 'accessToken', lifetime: 'expiresIn', refreshToken: 'refreshToken' },
  },
  flows: [
    {
      share: 91,
      flow: [
        {
          name: 'find',
          method: 'GET',
          path: '/search',
          query: { inStock: 'true', limit: '20' },
          status: 200,
          keeps: { productId: 'data.*.productId' },
          p95Ms: 80,
        },
        {
          name: 'look',
          method: 'GET',
          path: '/products/{productId}',
          status: 200,
          keeps: { sku: 'variants.*.sku', currency: 'variants.0.price.currency' },
          p95Ms: 20,
        },
        { name: 'stock', method: 'GET', path: '/inventory/{sku}', status: 200 },
      ],
    },
    {
      share: 3,
      flow: [
        {
          name: 'find',
          method: 'GET',
          path: '/search',
          query: { inStock: 'true', limit: '20' },
          status: 200,
          keeps: { productId: 'data.*.productId' },
          p95Ms: 80,
        },
        {
          name: 'look',
          method: 'GET',
          path: '/products/{productId}',
          status: 200,
          keeps: { sku: 'variants.*.sku', currency: 'variants.0.price.currency' },
          p95Ms: 20,
        },
        {
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
        },
        {
          name: 'confirmed',
          method: 'GET',
          path: '/orders/{orderId}',
          signedIn: true,
          status: 200,
          until: { field: 'status', passing: ['on_hold', 'pending', 'reserved'], is: 'confirmed', seconds: 10 },
        },
      ],
    },
    {
      share: 6,
      flow: [
        {
          name: 'refresh',
          method: 'POST',
          path: '/auth/refresh',
          signedIn: true,
          body: { refreshToken: '{refreshToken}' },
          status: 200,
          keeps: { token: 'accessToken', lifetime: 'expiresIn', refreshToken: 'refreshToken' },
          p95Ms: 50,
        },
      ],
    },
  ],
};

export default () => visit(visits);
