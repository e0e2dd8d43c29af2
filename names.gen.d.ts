// Written from the folders by `npm run synth`; do not edit.
import './model/identifiers';

declare module './model/identifiers' {
  interface Names {
    readonly services:
      | 'analytics-service'
      | 'archive-search'
      | 'auth-service'
      | 'inventory-service'
      | 'notebook'
      | 'notification-service'
      | 'order-service'
      | 'payment-service'
      | 'product-service'
      | 'review-service'
      | 'search-service'
      | 'user-service';
    readonly components:
      | 'argo-cd'
      | 'aws-load-balancer-controller'
      | 'cert-manager'
      | 'cluster-autoscaler'
      | 'eks-argo-cd'
      | 'external-secrets'
      | 'gateway-api'
      | 'karpenter'
      | 'kong'
      | 'kube-prometheus-stack'
      | 'metrics-server'
      | 'prometheus-operator-crds'
      | 'storage-classes'
      | 'vault';
    readonly environments:
      | 'dev'
      | 'lab'
      | 'prod'
      | 'staging';
    readonly rules:
      | 'capabilities-not-dropped'
      | 'host-access'
      | 'image-never-built'
      | 'image-not-pinned'
      | 'kind-not-installed'
      | 'namespace-not-restricted'
      | 'privilege-escalation'
      | 'probes-weak'
      | 'replicas-with-autoscaler'
      | 'resources-missing'
      | 'root-filesystem-writable'
      | 'run-as-root'
      | 'schema-invalid'
      | 'seccomp-missing'
      | 'secret-object-rendered'
      | 'token-mounted';
    readonly teams:
      | 'catalog'
      | 'checkout'
      | 'data'
      | 'growth'
      | 'ml'
      | 'platform'
      | 'sre'
      | 'trust';
  }
}
