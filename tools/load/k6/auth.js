// Written from tools/load/scenarios.ts by `npm run load -- --write`; do not edit.
import { load, visit } from '../run-in-k6.js';

/** Sessions at their peak: one sign-in for nine refreshed tokens. */
export const options = {
  scenarios: load('auth', 400, [
    { target: 200, duration: '30s' },
    { target: 200, duration: '300s' },
  ]),
  thresholds: {
    'http_req_duration{step:sign in}': ['p(95)<=150', 'p(99)<=400'],
    'errors{step:sign in}': ['rate<=0.0005'],
    'http_reqs{step:sign in}': ['count>0'],
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
      share: 10,
      flow: [
        {
          name: 'sign in',
          method: 'POST',
          path: '/auth/login',
          body: { email: '{email}', password: '{password}' },
          status: 200,
          keeps: { token: 'accessToken', lifetime: 'expiresIn', refreshToken: 'refreshToken' },
        },
      ],
    },
    {
      share: 90,
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
