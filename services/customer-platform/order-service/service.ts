import { defineService } from '#model';
import { orders } from '#platform/topics/order';
import { completions } from '#platform/topics/privacy';
import { erasures } from '#platform/topics/user';

export default defineService({
  purpose: 'Turns a basket into an order, and tells the shop when it is placed, confirmed or cancelled.',
  owner: 'checkout',
  tier: 'critical',
  http: { port: 8004, path: '/orders', exposure: 'public' },
  calls: ['product-service', 'user-service'],
  scopes: ['products:quote', 'users:check'],
  produces: [orders.placed, orders.confirmed, orders.cancelled, orders.shipped, orders.delivered, orders.refunded, completions.completed],
  consumes: [erasures.requested],
  database: 'postgresql',
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 3, max: 12, cpuPercent: 60 },
});
