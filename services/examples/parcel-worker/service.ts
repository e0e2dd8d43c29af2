import { defineService } from '#model';
import { messages } from '#platform/topics/notification';

export default defineService({
  purpose: 'Tells people about their parcels: an example of pods that only work off events.',
  owner: 'platform',
  tier: 'standard',
  environments: ['lab'],
  image: 'ghcr.io/example-org/parcel-worker',
  http: { port: 8904, path: '/parcel-worker', exposure: 'cluster' },
  probes: { ready: { http: '/readyz' }, live: { http: '/livez' } },
  calls: ['parcel-queue'],
  addresses: { QUEUE_ADDRESS: 'parcel-queue' },
  consumes: [messages.sent],
  queues: ['labels'],
  worker: { min: 2, max: 6, lagPerPod: 100, depthPerPod: 20 },
  slo: 'none',
});
