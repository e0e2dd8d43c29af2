import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type { Construct } from 'constructs';
import { type Identity, labelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { type Part, partName } from './pod-template';

/** Properties of a monitor. */
export interface MonitorProps extends Identity {
  /** The part of the workload whose Service is scraped. @default 'api' */
  readonly part?: Part;
  /** Name of the Service's port. @default 'http' */
  readonly port?: string;
  /** @default '/metrics' */
  readonly path?: string;
  /** Labels of the pods that their series bear too, a `-` of them as `_`. @default - none */
  readonly podLabels?: readonly string[];
}

/**
 * Has Prometheus scrape the Service of the same name. The operator sets the label `service`.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
 */
export class Monitor extends KubernetesObject {
  constructor(scope: Construct, id: string, props: MonitorProps) {
    const { name, part = 'api', port = 'http', path = '/metrics' } = props;
    super(
      scope,
      id,
      new ServiceMonitor({
        metadata: { name: partName(name, part), labels: labelsOf(props) },
        spec: {
          selector: { matchLabels: selectorOf(name, part) },
          jobLabel: 'app.kubernetes.io/name',
          targetLabels: ['team', 'env'],
          ...(props.podLabels && { podTargetLabels: [...props.podLabels] }),
          // More series than this from one pod is a label that holds an id; better no metrics than a dead Prometheus.
          sampleLimit: 20_000,
          endpoints: [{ port, path, interval: '30s', scrapeTimeout: '10s' }],
        },
      }),
    );
  }
}
