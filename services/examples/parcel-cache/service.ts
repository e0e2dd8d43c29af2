import { defineService } from '#model';

export default defineService({
  purpose: 'Remembers where parcels were last seen: an example of a cache with disks of its own.',
  owner: 'platform',
  tier: 'standard',
  environments: ['lab'],
  image: 'ghcr.io/example-org/parcel-cache',
  ports: { valkey: { port: 6379 } },
  probes: { ready: { tcp: 'valkey' } },
  storage: { size: '10Gi', path: '/data' },
  size: { cpu: '100m', memory: '512Mi' },
  scale: { min: 3 },
  slo: 'none',
});
