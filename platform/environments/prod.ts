import { defineEnvironment } from '#model';

export default defineEnvironment({
  purpose: 'Serves customers from one region and keeps a warm standby in another.',
  account: '333333333333',
  domain: 'example.com',
  shape: 'full',
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
  database: { maxConnections: 2000 },
  budget: 20000,
  clusters: [
    { region: 'eu-central-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.32.0.0/16' },
    { region: 'eu-west-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.48.0.0/16', standby: true },
  ],
});
