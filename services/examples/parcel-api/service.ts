import { defineService } from '#model';

export default defineService({
  purpose: 'Takes parcels in and says where they are: an example of an API that is built elsewhere.',
  owner: 'platform',
  tier: 'critical',
  environments: ['lab'],
  image: 'ghcr.io/example-org/parcel-api',
  http: { port: 8903, path: '/parcels', exposure: 'cluster' },
  probes: { ready: { http: '/readyz' }, live: { http: '/livez' } },
  metrics: { path: '/metrics' },
  calls: ['parcel-cache', 'parcel-queue'],
  addresses: { CACHE_ADDRESS: 'parcel-cache', QUEUE_ADDRESS: 'parcel-queue' },
  size: { cpu: '100m', memory: '256Mi' },
  slo: { availability: 99.9, latencyMs: 200 },
  rollout: 'rolling',
  in: { lab: { scale: { min: 3, max: 10, requestsPerSecondPerPod: 50 } } },
});
