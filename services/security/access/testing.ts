/**
 * Who may do what, written down a second time and by hand: a route that is not here, or lets in others than it says here, is a mistake.
 *
 * `public`, `signed-in`, `people` (signed in, and no service), or the scopes of which a caller needs one. `fresh` asks for a proof of identity younger than ten minutes.
 * `services` lets services in that hold none of the scopes.
 */
export type Access = string;

const own = (domain: string): string => `${domain}:own ${domain}:write`;

/** Routes of each service. */
export const routes: Readonly<Record<string, Readonly<Record<string, Access>>>> = {
  'analytics-service': {
    'POST /analytics/events': 'public',
    'POST /events': 'public',
    'GET /analytics/summary': 'analytics:read',
    'GET /analytics/timeseries': 'analytics:read',
    'GET /analytics/funnels': 'analytics:read',
    'GET /analytics/top': 'analytics:read',
    'GET /analytics/realtime': 'analytics:read',
  },
  'auth-service': {
    'POST /auth/signup': 'public',
    'POST /signup': 'public',
    'POST /auth/login': 'public',
    'POST /login': 'public',
    'POST /auth/refresh': 'public',
    'POST /auth/logout': 'people',
    'POST /auth/token': 'public',
    'POST /auth/introspect': 'auth:introspect',
    'GET /.well-known/jwks.json': 'public',
    'GET /auth/.well-known/jwks.json': 'public',
    'GET /.well-known/oauth-authorization-server': 'public',
    'GET /auth/.well-known/oauth-authorization-server': 'public',
    'POST /auth/email/verify': 'public',
    'POST /auth/password/forgot': 'public',
    'POST /auth/password/reset': 'public',
    'POST /auth/password/change': 'people fresh',
    'POST /auth/email/change': 'people fresh',
    'POST /auth/mfa/totp': 'people fresh',
    'POST /auth/mfa/totp/confirm': 'people fresh',
    'DELETE /auth/mfa/totp': 'people fresh',
    'GET /auth/sessions': 'people',
    'DELETE /auth/sessions/{id}': 'people',
    'GET /auth/accounts/{id}': 'auth:admin',
    'PUT /auth/accounts/{id}/roles': 'users:admin fresh',
    'POST /auth/accounts/{id}/lock': 'auth:admin',
    'POST /auth/accounts/{id}/unlock': 'auth:admin',
  },
  'inventory-service': {
    'GET /inventory': 'public',
    'GET /inventory/{sku}': 'public',
    'POST /inventory/adjustments': own('inventory'),
    'GET /inventory/{sku}/movements': own('inventory'),
    'PATCH /inventory/{sku}/{warehouse}': own('inventory'),
    'GET /inventory/reservations/{orderId}': 'inventory:write services',
    'GET /inventory/replenishments': own('inventory'),
    'POST /inventory/replenishments': own('inventory'),
    'POST /inventory/replenishments/{id}/order': own('inventory'),
    'POST /inventory/replenishments/{id}/receive': own('inventory'),
    'POST /inventory/replenishments/{id}/cancel': own('inventory'),
  },
  'notification-service': {
    'POST /notifications/messages': 'notifications:send',
    'GET /notifications/messages': 'notifications:own notifications:read',
    'GET /notifications/messages/{id}': 'notifications:own notifications:read',
    'GET /notifications/preferences': 'notifications:own',
    'PUT /notifications/preferences': 'notifications:own',
    'GET /notifications/templates/{name}/{locale}': 'notifications:send',
    'PUT /notifications/templates/{name}/{locale}': 'notifications:send',
    'POST /notifications/templates/{name}/{locale}/preview': 'notifications:send',
    'POST /notifications/unsubscribe': 'public',
    'POST /notifications/providers/ses': 'public',
    'GET /notifications/endpoints': 'notifications:own',
    'POST /notifications/endpoints': 'notifications:own',
    'DELETE /notifications/endpoints/{id}': 'notifications:own',
  },
  'order-service': {
    'POST /orders': 'orders:own',
    'POST /orders/preview': 'signed-in',
    'GET /orders': 'orders:own orders:read',
    'GET /orders/{id}': 'orders:own orders:read',
    'GET /orders/{id}/timeline': 'orders:own orders:read',
    'PATCH /orders/{id}': 'orders:own orders:manage',
    'POST /orders/{id}/cancel': 'orders:own orders:manage',
    'DELETE /orders/{id}': 'orders:own orders:manage',
    'POST /orders/{id}/ship': 'orders:manage',
    'POST /orders/{id}/deliver': 'orders:manage',
    'POST /orders/{id}/returns': 'orders:own refunds:write',
  },
  'payment-service': {
    'POST /payment/initiate': 'payments:own payment:call',
    'POST /initiate': 'payments:own payment:call',
    'GET /payment/status': 'payments:own payments:read',
    'GET /status': 'payments:own payments:read',
    'GET /payment/payments/{id}': 'payments:own payments:read',
    'POST /payment/method-refs': 'payment:call',
    'POST /payment/refunds': 'refunds:write',
    'GET /payment/refunds/{id}': 'refunds:write',
    'POST /payment/webhook': 'public',
    'POST /webhook': 'public',
    'GET /payment/reconciliation/{date}': 'payments:read',
  },
  'product-service': {
    'GET /products': 'public',
    'GET /products/{id}': 'public',
    'GET /products/by-slug/{slug}': 'public',
    'GET /products/{id}/related': 'public',
    'GET /products/{id}/images/{imageId}': 'public',
    'GET /products/categories': 'public',
    'POST /products/categories': 'products:write',
    'PATCH /products/categories/{id}': 'products:write',
    'POST /products': own('products'),
    'PATCH /products/{id}': own('products'),
    'POST /products/{id}/publish': own('products'),
    'POST /products/{id}/retire': own('products'),
    'PUT /products/{id}/variants/{sku}': own('products'),
    'PUT /products/skus/{sku}/price': own('products'),
    'GET /products/skus/{sku}/price-history': own('products'),
    'POST /products/{id}/images': own('images'),
    'POST /products/{id}/images/{imageId}/complete': own('images'),
    'POST /products/quote': 'products:quote',
    'GET /products/export': 'products:export',
  },
  'review-service': {
    'POST /reviews': 'reviews:own',
    'GET /reviews': 'public',
    'GET /reviews/summary': 'public',
    'GET /reviews/{id}': 'public',
    'PATCH /reviews/{id}': 'reviews:own',
    'DELETE /reviews/{id}': 'reviews:own',
    'POST /reviews/{id}/helpful': 'signed-in',
    'DELETE /reviews/{id}/helpful': 'signed-in',
    'POST /reviews/{id}/reports': 'signed-in',
    'GET /reviews/queue': 'reviews:moderate',
    'POST /reviews/{id}/approve': 'reviews:moderate',
    'POST /reviews/{id}/reject': 'reviews:moderate',
  },
  'search-service': {
    'GET /search': 'public',
    'GET /search/suggest': 'public',
    'POST /search/clicks': 'public',
    'PUT /search/synonyms': 'search:admin',
    'POST /search/reindex': 'search:admin',
    'GET /search/reindex/{id}': 'search:admin',
  },
  'user-service': {
    'GET /users/me': 'profile:own',
    'PATCH /users/me': 'profile:own',
    'GET /users/me/addresses': 'profile:own',
    'POST /users/me/addresses': 'profile:own',
    'GET /users/me/addresses/{id}': 'profile:own',
    'PUT /users/me/addresses/{id}': 'profile:own',
    'DELETE /users/me/addresses/{id}': 'profile:own',
    'POST /users/me/export': 'profile:own fresh',
    'GET /users/me/export/{jobId}': 'profile:own fresh',
    'POST /users/me/erasure': 'profile:own fresh',
    'DELETE /users/me/erasure/{id}': 'profile:own fresh',
    'GET /users/erasures/{id}': 'users:read',
    'GET /users': 'users:read',
    'GET /users/{id}': 'users:read',
    'POST /users': 'users:admin',
    'PATCH /users/{id}': 'users:admin',
    'DELETE /users/{id}': 'users:admin',
    'GET /users/{id}/status': 'users:check',
    'GET /users/{id}/addresses/{addressId}': 'users:check',
  },
};

/** Routes for those who run a service; every service has them, except where only holders of personal data do. */
export const operations: Readonly<Record<string, Access>> = {
  'GET /internal/outbox': 'ops:write',
  'GET /internal/dead-letters': 'ops:write',
  'POST /internal/dead-letters/{id}/replay': 'ops:write',
  'POST /internal/dead-letters/{id}/discard': 'ops:write',
  'PUT /internal/faults': 'ops:write',
};

export const privacy: Readonly<Record<string, Access>> = {
  'GET /internal/privacy/{userId}': 'privacy:service',
  'DELETE /internal/privacy/{userId}': 'privacy:service',
};

/** Who keeps personal data of people. */
export const holders: readonly string[] = [
  ...['analytics-service', 'auth-service', 'notification-service', 'order-service'],
  ...['payment-service', 'review-service', 'user-service'],
];

const customer = 'profile:own orders:own payments:own reviews:own notifications:own';
const analyst = 'analytics:read warehouse:query forecasts:read features:read models:read etl:read stream:read quality:read';
const data =
  'training:write serving:write features:write forecasts:write etl:write warehouse:write stream:write quality:write sentiment:write';
const operator = [
  'platform:read deployments:read deployments:write monitoring:read monitoring:write logs:read secrets:read secrets:request',
  'policy:evaluate cost:read backups:read backups:write cicd:read ops:write notifications:send',
].join(' ');

const roles = {
  customer,
  seller: `${customer} products:own inventory:own images:own pricing:read`,
  support: 'users:read orders:read orders:manage payments:read refunds:write reviews:moderate fraud:review notifications:read',
  analyst,
  data: `${analyst} ${data}`,
  merchandiser: 'products:write inventory:write pricing:read pricing:approve forecasts:read search:admin images:write',
  operator,
  security: 'audit:read secrets:read secrets:approve policy:exempt policy:evaluate logs:read auth:admin',
};

/** Scopes of each role; every account is a customer besides. */
export const scopesOfRole: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({ ...roles, admin: `${Object.values(roles).join(' ')} users:admin` }).map(([role, scopes]) => [
    role,
    [...new Set(`${customer} ${scopes}`.split(' '))].sort(),
  ]),
);

/** What services may ask of each other; nobody else may. */
export const scopesOfService: Readonly<Record<string, readonly string[]>> = {
  'inventory-service': ['orders:read'],
  'order-service': ['payment:call', 'products:quote', 'users:check'],
  'payment-service': ['orders:read'],
  'search-service': ['products:export'],
  'user-service': ['orders:read', 'privacy:service'],
};

/** Scopes that no person ever has. */
export const serviceOnly: readonly string[] = [
  ...['auth:introspect', 'users:check', 'products:quote', 'products:export', 'fraud:score', 'features:serve', 'serving:predict'],
  ...['sentiment:score', 'privacy:service', 'payment:call'],
];
