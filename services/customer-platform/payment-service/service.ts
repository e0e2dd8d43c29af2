import { defineService } from '#model';
import { sagas } from '#platform/topics/order';
import { disputes, payments, refunds } from '#platform/topics/payment';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

export default defineService({
  purpose: 'Charges and refunds through a payment provider, once for each intent, and reconciles with it.',
  owner: 'checkout',
  tier: 'critical',
  http: { port: 8005, path: '/payment', exposure: 'public' },
  calls: ['order-service'],
  scopes: ['orders:read'],
  produces: [
    ...[payments.actionRequired, payments.succeeded, payments.failed, payments.cancelled],
    ...[refunds.succeeded, refunds.failed, disputes.opened, completions.completed],
  ],
  consumes: [sagas.paymentRequested, sagas.paymentCancelRequested, sagas.refundRequested, erasures.requested],
  database: 'postgresql',
  keys: ['method-encryption-key'],
  secrets: ['payment-provider-key', 'payment-webhook-secret'],
  settings: { ALLOW_SIMULATED_PAYMENTS: 'true', PAYMENT_SIMULATOR_PORT: '8090' },
  external: 'any-https',
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 3, max: 12, cpuPercent: 60 },
});
