import { defineService } from '#model';
import { accounts, challenges, sessions } from '#platform/topics/auth';
import { completions } from '#platform/topics/privacy';
import { erasures, profiles } from '#platform/topics/user';

export default defineService({
  purpose: 'Signs people up and in, and issues the tokens that every other service accepts.',
  owner: 'trust',
  tier: 'critical',
  http: { port: 8001, path: '/auth', exposure: 'public' },
  produces: [accounts.registered, accounts.emailChanged, accounts.locked, challenges.issued, sessions.created, completions.completed],
  consumes: [profiles.created, erasures.requested],
  database: 'postgresql',
  cache: 'valkey',
  keys: ['key-encryption-key'],
  size: { cpu: '500m', memory: '512Mi' },
  scale: { min: 3, max: 20, cpuPercent: 60 },
});
