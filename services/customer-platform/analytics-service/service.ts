import { defineService } from '#model';
import { accounts, sessions } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { orders } from '#platform/topics/order';
import { payments, refunds } from '#platform/topics/payment';
import { completions } from '#platform/topics/privacy';
import { reviews } from '#platform/topics/review';
import { queries } from '#platform/topics/search';
import { erasures, profiles } from '#platform/topics/user';

export default defineService({
  purpose: 'Collects what happens in the shop and answers questions about it: who comes, what is bought, what it earns.',
  owner: 'growth',
  tier: 'standard',
  http: { port: 8010, path: '/analytics', exposure: 'public' },
  produces: [completions.completed],
  consumes: [
    ...[accounts.registered, sessions.created, profiles.created, erasures.requested],
    ...[orders.placed, orders.confirmed, orders.cancelled, orders.delivered, orders.refunded],
    ...[payments.succeeded, payments.failed, refunds.succeeded, messages.sent, messages.failed],
    ...[queries.executed, reviews.published],
  ],
  database: 'postgresql',
  keys: ['write-key'],
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 2, max: 20, cpuPercent: 60 },
});
