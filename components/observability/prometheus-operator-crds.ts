import { defineComponent } from '#model';

/** @see https://github.com/prometheus-community/helm-charts/tree/main/charts/prometheus-operator-crds */
export default defineComponent({
  purpose: 'Defines monitors and alert rules, so that any chart can bring its own before something scrapes.',
  namespace: 'monitoring',
  chart: { repository: 'https://prometheus-community.github.io/helm-charts', name: 'prometheus-operator-crds', version: '31.0.1' },
  prune: false,
  provides: {
    kinds: {
      'monitoring.coreos.com/v1': {
        namespaced: ['Alertmanager', 'PodMonitor', 'Probe', 'Prometheus', 'PrometheusRule', 'ServiceMonitor', 'ThanosRuler'],
      },
      'monitoring.coreos.com/v1alpha1': { namespaced: ['AlertmanagerConfig', 'PrometheusAgent', 'ScrapeConfig'] },
    },
  },
});
