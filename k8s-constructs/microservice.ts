import { Construct } from 'constructs';
import {
  type Cluster,
  inMebibytes,
  measuredObjectives,
  metricsOf,
  migrates,
  type Platform,
  portsOf,
  probesOf,
  rolloutOf,
  type Service,
  staysUp,
  tasksOf,
  workerOf,
  workloadOf,
} from '#model';
import { Autoscaler, type ScaledKind } from './autoscaler';
import { ClusterService } from './cluster-service';
import { Configuration } from './configuration';
import { deliver, makesRoute } from './delivery';
import { DisruptionBudget } from './disruption-budget';
import { credentialsOf, secretVariables, variablesOf } from './environment';
import type { Identity } from './labels';
import { LoadScaler } from './load-scaler';
import { loadsOf } from './loads';
import { MeshAuthorization } from './mesh/mesh-authorization';
import { Migration } from './migration';
import { Monitor } from './monitor';
import { countedOn, podHashLabel } from './objective-queries';
import { ObjectiveRules } from './objectives';
import type { StayingPodsProps } from './pod-template';
import { watchProxies } from './proxy-monitor';
import { rolloutAlerts } from './rollout-alerts';
import { type MountedSecrets, secretsFolder } from './secret-volumes';
import { ServiceIdentity } from './service-identity';
import { openNetwork } from './service-network';
import { podOf } from './service-pods';
import { secretFolders } from './service-secrets';
import { SizeRecommendation } from './size-recommendation';
import { Store } from './store';
import { ReleaseTask, ScheduledTask } from './task';
import { openWayIn, outlierAnnotations } from './way-in';
import { Worker } from './worker';

/** Properties of a service on a cluster. */
export interface MicroserviceProps {
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly service: Service;
}

/** What the parts of a service have in common. */
interface Whole {
  readonly identity: Identity;
  readonly secrets: MountedSecrets;
  /** The hash of the configuration. */
  readonly hash: string;
}

/** Everything that a service becomes on a cluster. Kinds that no component of the cluster installs are left out. */
export class Microservice extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: MicroserviceProps,
  ) {
    super(scope, id);
    const { platform, cluster, service } = props;
    const identity: Identity = {
      name: service.name,
      partOf: service.domain,
      team: service.owner,
      environment: cluster.environment.name,
    };
    const secrets = secretFolders(this, identity, props);
    const variables = {
      ...variablesOf(service, cluster, platform, workloadOf(service, cluster).heapMebibytes),
      ...secretVariables(credentialsOf(service, cluster, platform), secretsFolder),
    };
    new ServiceIdentity(this, 'identity', identity);
    const { hash } = new Configuration(this, 'configuration', { ...identity, variables });
    openNetwork(this, identity, props);
    new MeshAuthorization(this, 'mesh', { identity, service, cluster, platform });
    const whole: Whole = { identity, secrets, hash };
    if (migrates(service, cluster)) this.migrate(whole);
    if (staysUp(service)) this.serve(whole);
    this.work(whole);
    this.end(whole);
  }

  /** The job needs its login and nothing else that is secret. */
  private migrate({ identity, secrets: { database } }: Whole): void {
    const { service, cluster } = this.props;
    const size = { ...workloadOf(service, cluster), gpus: 0 };
    const { command: _command, arguments: _arguments, ...pod } = podOf(service, cluster, { size, secrets: database ? { database } : {} });
    new Migration(this, 'migration', { ...identity, ...pod });
  }

  /** The pods that answer callers, and what leads to them. */
  private serve({ identity, secrets, hash }: Whole): void {
    const { service, cluster } = this.props;
    const { storage } = service;
    const size = workloadOf(service, cluster);
    const ports = portsOf(service);
    const probes = probesOf(service);
    const metrics = metricsOf(service);
    const pods: StayingPodsProps = {
      ...identity,
      ...podOf(service, cluster, { size, secrets, keepsVolumes: storage !== undefined, ...(service.worker && { role: 'api' }) }),
      ports,
      ...(probes && { probes }),
      configurationHash: hash,
      mustSpread: cluster.environment.shape === 'full' && size.replicas.min > 1,
    };
    const target = this.workload(pods);
    if (ports.length) new ClusterService(this, 'service', { ...identity, ports, annotations: outlierAnnotations(service, cluster) });
    if (storage && ports.length) new ClusterService(this, 'peers', { ...identity, ports, address: 'peers' });
    openWayIn(this, { identity, service, cluster, routed: makesRoute(this.props) });
    if (!storage) this.scale(identity, target);
    if (size.replicas.min > 1) new DisruptionBudget(this, 'disruption-budget', identity);
    if (metrics && cluster.installs('monitoring.coreos.com/v1', 'ServiceMonitor'))
      new Monitor(this, 'monitor', { ...identity, ...metrics, ...(target?.kind === 'Rollout' && { podLabels: [podHashLabel] }) });
    watchProxies(this, identity, { service, cluster });
    this.promise(identity);
    if (cluster.installs('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler'))
      new SizeRecommendation(this, 'size', { ...identity, workload: service.name, ...(target && { target }) });
  }

  /** Records and watches what it promises, where somebody measures that. */
  private promise(identity: Identity): void {
    const { service, cluster } = this.props;
    const objectives = measuredObjectives(service, cluster);
    if (objectives && cluster.installs('monitoring.coreos.com/v1', 'PrometheusRule'))
      new ObjectiveRules(this, 'objectives', {
        ...{ ...identity, objectives, tier: service.tier, counted: countedOn(service, cluster) },
        alerts:
          cluster.delivery && rolloutOf(service, cluster) !== 'rolling'
            ? rolloutAlerts({ ...identity, tier: service.tier }, cluster.delivery)
            : [],
      });
  }

  /** Makes the pods that answer callers in the form that suits them; says of what kind that is, where it is no Deployment. */
  private workload(pods: StayingPodsProps): ScaledKind | undefined {
    const { service, cluster } = this.props;
    const { storage } = service;
    if (storage) {
      const replicas = workloadOf(service, cluster).replicas.min;
      new Store(this, 'workload', {
        ...pods,
        replicas,
        diskMebibytes: inMebibytes(storage.size),
        path: storage.path,
        ...(cluster.storageClass && { storageClass: cluster.storageClass }),
      });
      return { apiVersion: 'apps/v1', kind: 'StatefulSet' };
    }
    return deliver(this, this.props, pods);
  }

  /** On CPU, and on requests or a gauge of its own where the definition says so and something on the cluster measures them. */
  private scale(identity: Identity, target?: ScaledKind): void {
    const { service, cluster } = this.props;
    const { replicas, cpuPercent } = workloadOf(service, cluster);
    const props = { ...identity, ...replicas, cpuPercent, ...(target && { target }) };
    const loads = cluster.installs('keda.sh/v1alpha1', 'ScaledObject') ? loadsOf(service, cluster) : [];
    if (loads.length) new LoadScaler(this, 'autoscaler', { ...props, loads });
    else new Autoscaler(this, 'autoscaler', props);
  }

  private work({ identity, secrets, hash }: Whole): void {
    const { service, cluster } = this.props;
    const worker = workerOf(service, cluster);
    if (worker === undefined) return;
    const pod = podOf(service, cluster, { size: worker, secrets, role: 'worker' });
    new Worker(this, 'worker', { identity, service, cluster, worker, pod, configurationHash: hash });
  }

  /** Its tasks. In a region that stands by none runs: what is there of the stores can only be read. */
  private end({ identity, secrets }: Whole): void {
    const { service, cluster } = this.props;
    const { nodeScaling, standby: suspended } = cluster;
    for (const { name: taskName, schedule, timeoutSeconds, retries, ...task } of tasksOf(service, cluster)) {
      const { mayStop, command } = task;
      const pod = podOf(service, cluster, { size: task, secrets, mayStop, command });
      const props = { ...identity, ...pod, taskName, timeoutSeconds, retries, ...(nodeScaling && { nodeScaling }) };
      if (schedule) new ScheduledTask(this, `task-${taskName}`, { ...props, schedule, suspended });
      else if (!suspended) new ReleaseTask(this, `task-${taskName}`, props);
    }
  }
}
