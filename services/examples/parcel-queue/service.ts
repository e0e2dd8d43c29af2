import { defineService } from '#model';

export default defineService({
  purpose: 'Keeps what is to be done with parcels: an example of a queue with disks of its own.',
  owner: 'platform',
  tier: 'critical',
  environments: ['lab'],
  image: 'ghcr.io/example-org/parcel-queue',
  ports: { amqp: { port: 5672 } },
  probes: { ready: { tcp: 'amqp' } },
  storage: { size: '20Gi', path: '/var/lib/queue' },
  size: { cpu: '250m', memory: '1Gi' },
  slo: 'none',
});
