import { defineEnvironment } from 'ultimate-devops-platform/model';

export default defineEnvironment({
  purpose: 'Shows every change minutes after it is merged.',
  account: '210987654321',
  domain: 'dev.example.org',
  shape: 'frugal',
  roles: {
    'api-gateway': 'kong',
    gitops: 'argo-cd',
    metrics: 'kube-prometheus-stack',
    'node-scaling': 'karpenter',
    secrets: 'external-secrets',
  },
  database: { maxConnections: 100 },
  budget: 500,
  clusters: [{ region: 'us-east-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.0.0.0/16' }],
});
