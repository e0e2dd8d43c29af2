import { defineService } from '#model';

export default defineService({
  purpose: 'Keeps notes as documents: an example of a workload that is built elsewhere and asks for a document store.',
  owner: 'platform',
  tier: 'batch',
  environments: ['lab'],
  image: 'ghcr.io/example-org/notebook',
  http: { port: 8901, path: '/notes', exposure: 'cluster' },
  documents: 'mongodb',
});
