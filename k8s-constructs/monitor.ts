import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type { Construct } from 'constructs';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';

/**
 * Has Prometheus scrape `/metrics` of the Service of the same name, on its port `http`. The operator sets the label `service`.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
 */
export class Monitor extends KubernetesObject {
  constructor(scope: Construct, id: string, identity: Identity) {
    super(
      scope,
      id,
      new ServiceMonitor({
        metadata: { name: identity.name, labels: labelsOf(identity) },
        spec: {
          selector: { matchLabels: { 'app.kubernetes.io/name': identity.name } },
          jobLabel: 'app.kubernetes.io/name',
          targetLabels: ['team', 'env'],
          // More series than this from one pod is a label that holds an id; better no metrics than a dead Prometheus.
          sampleLimit: 20_000,
          endpoints: [{ port: 'http', path: '/metrics', interval: '30s', scrapeTimeout: '10s' }],
        },
      }),
    );
  }
}
