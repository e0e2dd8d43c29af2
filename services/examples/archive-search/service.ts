import { defineService } from '#model';

export default defineService({
  purpose: 'Finds notes by their words: an example of a workload that is built elsewhere and asks for a search index.',
  owner: 'platform',
  tier: 'batch',
  environments: ['lab'],
  image: 'ghcr.io/example-org/archive-search',
  http: { port: 8902, path: '/archive', exposure: 'cluster' },
  calls: ['notebook'],
  search: 'opensearch',
});
