import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import type { Construct } from 'constructs';
import { type Cluster, releaseTrackLabel, rolloutOf, type Service, seriesOf } from '#model';
import { type Identity, labelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { podHashLabel } from './objective-queries';

/** Properties of a monitor of proxies. */
export interface ProxyMonitorProps extends Identity {
  /** Name of the port at which the proxy of a pod answers. */
  readonly port: string;
  /** Labels of the pods that their series bear too, a `-` of them as `_`. @default - none */
  readonly podLabels?: readonly string[];
}

/**
 * Has Prometheus scrape the proxies that a mesh put into the pods of a service: they count its requests where it does not itself. The operator
 * makes the label `job` of the pods' name.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
 */
export class ProxyMonitor extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ProxyMonitorProps) {
    const { name, port, podLabels } = props;
    super(
      scope,
      id,
      new PodMonitor({
        metadata: { name: `${name}-proxy`, labels: labelsOf(props) },
        spec: {
          selector: { matchLabels: selectorOf(name, 'api') },
          jobLabel: 'app.kubernetes.io/name',
          ...(podLabels && { podTargetLabels: [...podLabels] }),
          sampleLimit: 20_000,
          podMetricsEndpoints: [{ port, path: '/metrics', interval: '30s', scrapeTimeout: '10s' }],
        },
      }),
    );
  }
}

/** The labels by which series tell versions apart, in each form in which these come in. */
const toldBy = { rollout: podHashLabel, canary: releaseTrackLabel } as const;

/** Has the proxies of a service scraped where they are what counts its requests. */
export const watchProxies = (
  scope: Construct,
  identity: Identity,
  { service, cluster }: { readonly service: Service; readonly cluster: Cluster },
): void => {
  const port = seriesOf(service, cluster)?.fromPods?.portName;
  if (port === undefined || !cluster.installs('monitoring.coreos.com/v1', 'PodMonitor')) return;
  const told = cluster.delivery && rolloutOf(service, cluster) !== 'rolling' ? [toldBy[cluster.delivery]] : undefined;
  new ProxyMonitor(scope, 'proxy-monitor', { ...identity, port, ...(told && { podLabels: told }) });
};
