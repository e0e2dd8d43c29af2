import type { Construct } from 'constructs';
import { type Cluster, httpOf, measuredObjectives, portsOf, rolloutOf, type Service, splitterOf } from '#model';
import { Analysis } from './analysis';
import { PreviewAnalysis } from './analysis-preview';
import type { ScaledKind } from './autoscaler';
import { loadsOf } from './loads';
import { countedOn } from './objective-queries';
import type { StayingPodsProps } from './pod-template';
import { PreviewService } from './preview-service';
import { previewName, Rollout } from './rollout';
import { RolloutBeside, type RolloutBesideProps } from './rollout-beside';
import { Workload } from './workload';

/** A service on a cluster. */
export interface Delivered {
  readonly service: Service;
  readonly cluster: Cluster;
}

/** Makes the pods that serve callers, in the form in which new versions come in; says of what kind that is, where it is no Deployment. */
export const deliver = (scope: Construct, { service, cluster }: Delivered, pods: StayingPodsProps): ScaledKind | undefined => {
  const form = rolloutOf(service, cluster);
  const objectives = measuredObjectives(service, cluster);
  const { delivery, prometheus } = cluster;
  if (form === 'rolling' || objectives === undefined || prometheus === undefined) {
    new Workload(scope, 'workload', pods);
    return undefined;
  }
  const counted = countedOn(service, cluster);
  if (delivery === 'canary') {
    const { path, port, servicePort = port } = httpOf(service);
    const found = splitterOf(service, cluster);
    const splitter = found && (found.by === 'mesh' ? found.by : { at: found.gateway, host: cluster.apiHost, path });
    const scaler = scalerOf(service, cluster);
    new RolloutBeside(scope, 'workload', {
      ...pods,
      form,
      counted,
      objectives,
      prometheus,
      servicePort,
      scaler,
      ...(splitter && { splitter }),
    });
    return undefined;
  }
  new Analysis(scope, 'analysis', { ...pods, counted, objectives, prometheus });
  if (form === 'blue-green') new PreviewAnalysis(scope, 'preview-analysis', { ...pods, prometheus });
  const name = previewName(service.name, form);
  // Before anybody calls the new pods, that they can be scraped is all that can be known of them.
  new PreviewService(scope, 'preview', { ...pods, previewName: name, ports: portsOf(service), scraped: form === 'blue-green' });
  new Rollout(scope, 'workload', { ...pods, form });
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };
};

/** Whether something on the cluster makes the route from outside itself, so that it can divide callers. */
export const makesRoute = ({ service, cluster }: Delivered): boolean =>
  cluster.delivery === 'canary' && rolloutOf(service, cluster) !== 'rolling' && splitterOf(service, cluster)?.by === 'gateway';

const scalerOf = (service: Service, cluster: Cluster): RolloutBesideProps['scaler'] =>
  cluster.installs('keda.sh/v1alpha1', 'ScaledObject') && loadsOf(service, cluster).length
    ? { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' }
    : { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };
