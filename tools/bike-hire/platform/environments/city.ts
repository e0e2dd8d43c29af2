import { defineEnvironment } from 'ultimate-devops-platform/model';

export default defineEnvironment({
  purpose: 'Hires out the bikes of one city, from one region.',
  account: '700000000007',
  domain: 'bikes.example.org',
  shape: 'full',
  edge: false,
  roles: { 'api-gateway': 'kong', gitops: 'argo-cd', secrets: 'external-secrets' },
  database: { maxConnections: 300 },
  budget: 2500,
  targets: 'none',
  clusters: [{ region: 'us-west-2', zones: ['b', 'c'], kubernetes: '1.35', cidr: '172.16.0.0/16' }],
});
