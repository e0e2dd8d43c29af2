import { defineService } from '#model';
import { reservations } from '#platform/topics/inventory';
import { orders, sagas } from '#platform/topics/order';
import { disputes, payments, refunds } from '#platform/topics/payment';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

export default defineService({
  purpose: 'Turns a basket into an order, and tells the shop when it is placed, confirmed or cancelled.',
  owner: 'checkout',
  tier: 'critical',
  http: { port: 8004, path: '/orders', exposure: 'public' },
  calls: ['payment-service', 'product-service', 'user-service'],
  scopes: ['payment:call', 'products:quote', 'users:check'],
  produces: [
    ...[orders.placed, orders.confirmed, orders.cancelled, orders.shipped, orders.delivered, orders.refunded],
    ...[sagas.stockReserveRequested, sagas.stockCommitRequested, sagas.stockReleaseRequested],
    ...[sagas.paymentRequested, sagas.paymentCancelRequested, sagas.refundRequested, completions.completed],
  ],
  consumes: [
    ...[reservations.reserved, reservations.rejected, reservations.released],
    ...[payments.succeeded, payments.failed, payments.cancelled, refunds.succeeded, refunds.failed, disputes.opened],
    erasures.requested,
  ],
  database: 'postgresql',
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 3, max: 12, cpuPercent: 60 },
});
