import { defineComponent } from '#model';

const routes = ['GRPCRoute', 'HTTPRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];

/** @see https://gateway-api.sigs.k8s.io/guides/ */
export default defineComponent({
  purpose: 'Defines gateways and routes, which the api-gateway of the cluster then serves.',
  namespace: 'kube-system',
  git: { repository: 'https://github.com/kubernetes-sigs/gateway-api', path: 'config/crd/standard', revision: 'refs/tags/v1.6.1' },
  prune: false,
  provides: {
    kinds: {
      'gateway.networking.k8s.io/v1': {
        namespaced: ['BackendTLSPolicy', 'Gateway', 'ListenerSet', 'ReferenceGrant', ...routes],
        cluster: ['GatewayClass'],
      },
      'gateway.networking.k8s.io/v1beta1': { namespaced: ['ReferenceGrant'] },
    },
  },
});
