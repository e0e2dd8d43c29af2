import { defineEnvironment } from '#model';

export default defineEnvironment({
  purpose: 'Shaped like production and small, where a release is proved before customers see it.',
  account: '222222222222',
  domain: 'staging.example.com',
  shape: 'small',
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
  database: { maxConnections: 1000 },
  budget: 4000,
  clusters: [{ region: 'eu-central-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.16.0.0/16' }],
});
