// Written from tools/load/scenarios.ts by `npm run load -- --write`; do not edit.
import { load, visit } from '../run-in-k6.js';

/** More and more, until a promise is no longer kept: how much that was is the result. */
export const options = {
  scenarios: load('breakpoint', 66000, [
    { target: 1650, duration: '30s' },
    { target: 1650, duration: '120s' },
    { target: 3300, duration: '30s' },
    { target: 3300, duration: '120s' },
    { target: 6600, duration: '30s' },
    { target: 6600, duration: '120s' },
    { target: 9900, duration: '30s' },
    { target: 9900, duration: '120s' },
    { target: 13200, duration: '30s' },
    { target: 13200, duration: '120s' },
    { target: 16500, duration: '30s' },
    { target: 16500, duration: '120s' },
    { target: 19800, duration: '30s' },
    { target: 19800, duration: '120s' },
    { target: 26400, duration: '30s' },
    { target: 26400, duration: '120s' },
    { target: 33000, duration: '30s' },
    { target: 33000, duration: '120s' },
  ]),
  thresholds: {
    'http_req_duration{step:sign in}': [
      { threshold: 'p(95)<=150', abortOnFail: true, delayAbortEval: '30s' },
      { threshold: 'p(99)<=400', abortOnFail: true, delayAbortEval: '30s' },
    ],
    'errors{step:sign in}': [{ threshold: 'rate<=0.0005', abortOnFail: true, delayAbortEval: '30s' }],
    'http_reqs{step:sign in}': ['count>0'],
    'http_req_duration{step:find}': [
      { threshold: 'p(95)<=80', abortOnFail: true, delayAbortEval: '30s' },
      { threshold: 'p(99)<=300', abortOnFail: true, delayAbortEval: '30s' },
    ],
    'errors{step:find}': [{ threshold: 'rate<=0.001', abortOnFail: true, delayAbortEval: '30s' }],
    'http_reqs{step:find}': ['count>0'],
    'http_req_duration{step:look}': [
      { threshold: 'p(95)<=20', abortOnFail: true, delayAbortEval: '30s' },
      { threshold: 'p(99)<=150', abortOnFail: true, delayAbortEval: '30s' },
    ],
    'errors{step:look}': [{ threshold: 'rate<=0.0005', abortOnFail: true, delayAbortEval: '30s' }],
    'http_reqs{step:look}': ['count>0'],
    'http_req_duration{step:stock}': [
      { threshold: 'p(95)<=50', abortOnFail: true, delayAbortEval: '30s' },
      { threshold: 'p(99)<=150', abortOnFail: true, delayAbortEval: '30s' },
    ],
    'errors{step:stock}': [{ threshold: 'rate<=0.0005', abortOnFail: true, delayAbortEval: '30s' }],
    'http_reqs{step:stock}': ['count>0'],
    'http_req_duration{step:order}': [
      { threshold: 'p(95)<=200', abortOnFail: true, delayAbortEval: '30s' },
      { threshold: 'p(99)<=400', abortOnFail: true, delayAbortEval: '30s' },
    ],
    'errors{step:order}': [{ threshold: 'rate<=0.0005', abortOnFail: true, delayAbortEval: '30s' }],
    'http_reqs{step:order}': ['count>0'],
    'http_req_duration{step:confirmed}': [
      { threshold: 'p(95)<=50', abortOnFail: true, delayAbortEval: '30s' },
      { threshold: 'p(99)<=150', abortOnFail: true, delayAbortEval: '30s' },
    ],
    'errors{step:confirmed}': [{ threshold: 'rate<=0.0005', abortOnFail: true, delayAbortEval: '30s' }],
    'http_reqs{step:confirmed}': ['count>0'],
    'http_req_duration{step:refresh}': [
      { threshold: 'p(95)<=50', abortOnFail: true, delayAbortEval: '30s' },
      { threshold: 'p(99)<=400', abortOnFail: true, delayAbortEval: '30s' },
    ],
    'errors{step:refresh}': [{ threshold: 'rate<=0.0005', abortOnFail: true, delayAbortEval: '30s' }],
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
