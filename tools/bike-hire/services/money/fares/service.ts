import { defineService } from 'ultimate-devops-platform/model';

/** A Python program. */
export default defineService({
  purpose: 'Says what a ride costs.',
  owner: 'desk',
  tier: 'standard',
  image: 'registry.bikes.example.org/fares',
  http: { port: 5000, path: '/fares', exposure: 'cluster' },
  probes: { ready: { http: '/ready' } },
  settings: { FARES_CURRENCY: 'USD' },
});
