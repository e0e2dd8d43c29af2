import { defineEnvironment } from '#model';

export default defineEnvironment({
  purpose: 'Runs the other choice for each role, so that every alternative is synthesized and checked on each commit.',
  account: '444444444444',
  domain: 'lab.example.com',
  shape: 'small',
  edge: false,
  roles: {
    'api-gateway': 'ingress-nginx',
    delivery: 'flagger',
    gitops: 'eks-argo-cd',
    metrics: 'kube-prometheus-stack',
    'network-policy': 'calico',
    'node-scaling': 'cluster-autoscaler',
    policy: 'gatekeeper',
    secrets: 'secrets-store-csi',
    'service-mesh': 'linkerd',
  },
  components: ['external-secrets', 'vault'],
  database: { maxConnections: 1000 },
  budget: 3000,
  clusters: [{ region: 'eu-central-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.64.0.0/16' }],
});
