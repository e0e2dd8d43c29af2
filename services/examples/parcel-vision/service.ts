import { defineService } from '#model';

export default defineService({
  purpose: 'Learns to read labels from pictures: an example of a job with a GPU.',
  owner: 'platform',
  tier: 'batch',
  environments: ['lab'],
  image: 'ghcr.io/example-org/parcel-vision',
  writable: ['/var/cache/models'],
  tasks: {
    learn: { schedule: '30 1 * * 6', command: ['/learn'], size: { cpu: '2000m', memory: '8Gi', gpu: 1 }, timeout: '6h', retries: 1 },
  },
  slo: 'none',
});
