import { defineService } from '#model';
import { accounts } from '#platform/topics/auth';
import { messages } from '#platform/topics/notification';
import { completions } from '#platform/topics/privacy';
import { erasures, profiles } from '#platform/topics/user';

export default defineService({
  purpose: 'Keeps profiles, addresses and consents, and answers for export and erasure of personal data.',
  owner: 'trust',
  tier: 'critical',
  http: { port: 8002, path: '/users', exposure: 'public' },
  calls: ['analytics-service', 'auth-service', 'notification-service', 'order-service', 'payment-service', 'review-service'],
  scopes: ['orders:read', 'privacy:service'],
  produces: [profiles.created, profiles.updated, erasures.requested],
  consumes: [accounts.registered, accounts.emailChanged, messages.failed, completions.completed],
  database: 'postgresql',
  buckets: ['exports'],
  size: { cpu: '250m', memory: '384Mi' },
  scale: { min: 3, max: 15, cpuPercent: 65 },
});
