import { defineService } from '#model';
import { accounts, challenges } from '#platform/topics/auth';
import { alerts, replenishments } from '#platform/topics/inventory';
import { messages } from '#platform/topics/notification';
import { orders } from '#platform/topics/order';
import { payments } from '#platform/topics/payment';
import { completions } from '#platform/topics/privacy';
import { erasures, profiles } from '#platform/topics/user';

export default defineService({
  purpose: 'Sends e-mail, text messages and webhooks to people once, and only with their consent.',
  owner: 'growth',
  tier: 'standard',
  http: { port: 8007, path: '/notifications', exposure: 'public' },
  produces: [messages.sent, messages.failed, completions.completed],
  consumes: [
    ...[challenges.issued, accounts.locked, profiles.created, profiles.updated, erasures.requested],
    ...[orders.placed, orders.confirmed, orders.cancelled, orders.shipped, orders.delivered, orders.refunded],
    ...[payments.actionRequired, alerts.lowStock, replenishments.changed],
  ],
  database: 'postgresql',
  cache: 'valkey',
  queues: ['deliveries'],
  sends: ['email', 'sms'],
  keys: ['unsubscribe-key', 'endpoint-encryption-key'],
  external: 'any-https',
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 2, max: 10 },
});
