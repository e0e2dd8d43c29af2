import { defineService } from '#model';

export default defineService({
  purpose: 'Counts each night what was carried: an example of a scheduled job.',
  owner: 'platform',
  tier: 'batch',
  environments: ['lab'],
  image: 'ghcr.io/example-org/parcel-report',
  tasks: { nightly: { schedule: '0 3 * * *', command: ['/report', '--yesterday'], timeout: '30m' } },
  slo: 'none',
});
