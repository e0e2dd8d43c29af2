import { defineService } from 'ultimate-devops-platform/model';

export default defineService({
  purpose: 'Knows riders and how they pay.',
  owner: 'desk',
  tier: 'standard',
  image: 'registry.bikes.example.org/accounts',
  http: { port: 9000, path: '/accounts', exposure: 'public' },
  probes: { ready: { http: '/up' } },
  database: 'postgresql',
  secrets: ['card-token'],
  external: 'any-https',
});
