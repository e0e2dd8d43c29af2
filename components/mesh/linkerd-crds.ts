import { defineComponent } from '#model';

/** @see https://linkerd.io/2/tasks/install-helm/ */
export default defineComponent({
  purpose: 'Defines the kinds of Linkerd, so that they outlive what works with them.',
  with: 'linkerd',
  namespace: 'linkerd',
  after: ['gateway-api'],
  chart: { repository: 'https://helm.linkerd.io/edge', name: 'linkerd-crds', version: '2026.8.3' },
  prune: false,
  values: () => ({ installGatewayAPI: false }),
  provides: {
    kinds: {
      'policy.linkerd.io/v1beta3': { namespaced: ['Server'] },
      'policy.linkerd.io/v1alpha1': { namespaced: ['AuthorizationPolicy', 'MeshTLSAuthentication', 'NetworkAuthentication'] },
    },
  },
});
