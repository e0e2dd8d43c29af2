import { TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import { Construct } from 'constructs';
import { type Cluster, metricsOf, names, portsOf, probesOf, type Service, type WorkerPods } from '#model';
import { Autoscaler } from './autoscaler';
import { ClusterService } from './cluster-service';
import { DisruptionBudget } from './disruption-budget';
import { type Identity, labelsOf } from './labels';
import { LoadScaler } from './load-scaler';
import { backlogOf, formulaOf } from './loads';
import { Monitor } from './monitor';
import { KubernetesObject } from './object';
import type { PodProps } from './pod';
import { SizeRecommendation } from './size-recommendation';
import { Workload } from './workload';

/** Properties of the pods of a service that only work off events and queues. */
export interface WorkerProps {
  readonly identity: Identity;
  readonly service: Service;
  readonly cluster: Cluster;
  readonly worker: WorkerPods;
  readonly pod: PodProps;
  readonly configurationHash: string;
}

const part = 'worker';
const cpuPercent = 65;

/**
 * A Deployment `<name>-worker` beside that of the service, scaled on what waits to be worked off. Nobody calls its pods: their Service is for
 * the scraper, which asks each of them.
 */
export class Worker extends Construct {
  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const { identity, service, cluster, worker, pod } = props;
    const name = names.workerName(service.name);
    const ports = portsOf(service);
    const probes = probesOf(service);
    new Workload(this, 'workload', {
      ...identity,
      ...pod,
      part,
      ports,
      ...(probes && { probes }),
      configurationHash: props.configurationHash,
      mustSpread: cluster.environment.shape === 'full' && worker.replicas.min > 1,
    });
    this.scale(props);
    if (worker.replicas.min > 1) new DisruptionBudget(this, 'disruption-budget', { ...identity, part });
    const metrics = metricsOf(service);
    if (metrics) {
      const scraped = ports.filter((port) => port.name === metrics.port);
      new ClusterService(this, 'service', { ...identity, part, address: 'each', ports: scraped });
      if (cluster.installs('monitoring.coreos.com/v1', 'ServiceMonitor')) new Monitor(this, 'monitor', { ...identity, ...metrics, part });
    }
    if (cluster.installs('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler'))
      new SizeRecommendation(this, 'size', { ...identity, workload: name });
  }

  /** On the backlog where something on the cluster can read it, otherwise on CPU. */
  private scale({ identity, service, cluster, worker }: WorkerProps): void {
    const name = names.workerName(service.name);
    if (!cluster.installs('keda.sh/v1alpha1', 'ScaledObject')) {
      new Autoscaler(this, 'autoscaler', { ...identity, ...worker.replicas, part, cpuPercent });
      return;
    }
    // KEDA reads with the role of its own pods; no role of a service has to be assumed.
    new KubernetesObject(
      this,
      'authentication',
      new TriggerAuthentication({ metadata: { name, labels: labelsOf(identity) }, spec: { podIdentity: { provider: 'aws' } } }),
    );
    const loads = backlogOf(service, cluster, worker, name);
    const formula = formulaOf(loads, worker);
    new LoadScaler(this, 'autoscaler', { ...identity, ...worker.replicas, part, loads, ...(formula && { formula }) });
  }
}
