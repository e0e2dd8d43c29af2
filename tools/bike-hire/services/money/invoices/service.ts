import { defineService } from 'ultimate-devops-platform/model';

/** Nobody calls it: it works off a queue, and once a month a table. */
export default defineService({
  purpose: 'Writes invoices and sends them to the bank.',
  owner: 'desk',
  tier: 'batch',
  image: 'registry.bikes.example.org/invoices',
  http: { port: 5001, path: '/invoices', exposure: 'cluster' },
  probes: { ready: { http: '/ready' } },
  calls: ['accounts'],
  database: 'postgresql',
  buckets: ['papers'],
  secrets: ['bank-login'],
  external: ['api.bank.example.org'],
  slo: 'none',
});
