import { defineEnvironment } from '#model';

export default defineEnvironment({
  purpose: 'Follows main, so that everybody sees a change minutes after it is merged.',
  account: '111111111111',
  domain: 'dev.example.com',
  shape: 'frugal',
  roles: {
    'api-gateway': 'kong',
    delivery: 'argo-rollouts',
    gitops: 'argo-cd',
    metrics: 'kube-prometheus-stack',
    'network-policy': 'cilium',
    'node-scaling': 'karpenter',
    policy: 'kyverno',
    secrets: 'external-secrets',
    'service-mesh': 'istio',
  },
  database: { maxConnections: 400 },
  budget: 1500,
  clusters: [{ region: 'eu-central-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.0.0.0/16' }],
});
