import { defineComponent } from '#model';

/** @see https://istio.io/latest/docs/ambient/install/helm/ */
export default defineComponent({
  purpose: 'Defines the kinds of Istio, so that they outlive what works with them.',
  with: 'istio',
  namespace: 'istio-system',
  chart: { repository: 'https://istio-release.storage.googleapis.com/charts', name: 'base', version: '1.30.3' },
  prune: false,
  provides: {
    kinds: {
      'security.istio.io/v1': { namespaced: ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] },
      'networking.istio.io/v1': { namespaced: ['DestinationRule', 'ServiceEntry', 'Sidecar', 'WorkloadEntry', 'WorkloadGroup'] },
      'telemetry.istio.io/v1': { namespaced: ['Telemetry'] },
    },
  },
});
