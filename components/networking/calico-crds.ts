import { defineComponent } from '#model';

/** @see https://docs.tigera.io/calico/latest/getting-started/kubernetes/helm */
export default defineComponent({
  purpose: 'Defines the kinds of Calico, so that they outlive what works with them.',
  with: 'calico',
  namespace: 'tigera-operator',
  chart: { repository: 'https://docs.tigera.io/calico/charts', name: 'crd.projectcalico.org.v1', version: 'v3.32.1' },
  prune: false,
  provides: {
    kinds: {
      'operator.tigera.io/v1': { cluster: ['APIServer', 'Goldmane', 'Installation', 'TigeraStatus', 'Whisker'] },
      'crd.projectcalico.org/v1': { namespaced: ['NetworkPolicy'], cluster: ['FelixConfiguration', 'GlobalNetworkPolicy'] },
    },
  },
});
