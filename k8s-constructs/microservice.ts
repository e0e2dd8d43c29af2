import { Construct } from 'constructs';
import { type Cluster, names, neverBuilt, type Platform, type Service, servicePool, workloadOf } from '#model';
import { Autoscaler } from './autoscaler';
import { ClusterService } from './cluster-service';
import { Configuration } from './configuration';
import { DisruptionBudget } from './disruption-budget';
import { credentialsOf, secretVariables, variablesOf } from './environment';
import { ExternalCredentials } from './external-credentials';
import { type Identity, labelsOf, selectorOf } from './labels';
import { Migration } from './migration';
import { Monitor } from './monitor';
import { type PodProps, secretsFolder } from './pod';
import { priorityClassOf } from './priority-classes';
import { PublicRoute } from './public-route';
import { ServiceIdentity } from './service-identity';
import { databaseTraffic, egressOf, ingressOf } from './traffic';
import { TrafficPolicy } from './traffic-policy';
import { Workload } from './workload';

/** Properties of a service on a cluster. */
export interface MicroserviceProps {
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly service: Service;
}

/** Everything that a service becomes on a cluster. Kinds that no component of the cluster installs are left out. */
export class Microservice extends Construct {
  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    const { platform, cluster, service } = props;
    const { name, http } = service;
    const { environment, gateway, standby } = cluster;
    const identity: Identity = { name, partOf: service.domain, team: service.owner, environment: environment.name };
    const workload = workloadOf(service, cluster);
    const secrets = this.secrets(identity, props);
    const variables = {
      ...variablesOf(service, cluster, platform, workload.heapMebibytes),
      ...secretVariables(credentialsOf(service, cluster, platform), secretsFolder),
    };

    new ServiceIdentity(this, 'identity', identity);
    const { hash } = new Configuration(this, 'configuration', { ...identity, variables });
    this.openNetwork(identity, props);

    const pod: PodProps = {
      name,
      image: imageOf(service, cluster),
      cpuMillicores: workload.cpuMillicores,
      memoryMebibytes: workload.memoryMebibytes,
      configuration: name,
      secrets,
      priorityClass: priorityClassOf(service.tier),
      ...(cluster.nodeScaling && { nodePool: servicePool }),
    };
    if (service.database && !standby) {
      // The job needs its login and nothing else that is secret.
      const { database } = secrets;
      new Migration(this, 'migration', { ...identity, ...pod, secrets: database ? { database } : {} });
    }
    new Workload(this, 'workload', {
      ...identity,
      ...pod,
      port: http?.port ?? 0,
      configurationHash: hash,
      mustSpread: environment.shape === 'full' && workload.replicas.min > 1,
    });
    if (http) new ClusterService(this, 'service', { ...identity, port: http.port });
    if (http?.exposure === 'public' && gateway) {
      new PublicRoute(this, 'route', { ...identity, gateway, host: cluster.apiHost, path: http.path, port: http.port });
    }
    new Autoscaler(this, 'autoscaler', { ...identity, ...workload.replicas, cpuPercent: workload.cpuPercent });
    if (workload.replicas.min > 1) new DisruptionBudget(this, 'disruption-budget', identity);
    if (cluster.installs('monitoring.coreos.com/v1', 'ServiceMonitor')) new Monitor(this, 'monitor', identity);
  }

  /** Copies what the service must be told in secret into the cluster; gives the names of the Secrets by folder. */
  private secrets(identity: Identity, { service, cluster, platform }: MicroserviceProps): Record<string, string> {
    const { secretStore } = cluster;
    if (secretStore === undefined) return {};
    const named = credentialsOf(service, cluster, platform).map(({ folder, files }) => {
      const { secretName } = new ExternalCredentials(this, `credentials-${folder}`, {
        ...identity,
        purpose: folder,
        files,
        store: secretStore,
      });
      return [folder, secretName] as const;
    });
    return Object.fromEntries(named);
  }

  private openNetwork(identity: Identity, { service, cluster, platform }: MicroserviceProps): void {
    const labels = labelsOf(identity);
    new TrafficPolicy(this, 'traffic', {
      name: identity.name,
      labels,
      pods: selectorOf(identity.name, 'api'),
      ingress: ingressOf(service, cluster, platform),
      egress: egressOf(service, cluster, platform),
    });
    if (service.database && !cluster.standby) {
      const name = names.migrationName(identity.name);
      new TrafficPolicy(this, 'migration-traffic', {
        name,
        labels,
        pods: selectorOf(identity.name, 'migration'),
        egress: databaseTraffic(cluster),
      });
    }
  }
}

/** The image that the cluster's environment runs, by digest. */
const imageOf = ({ name, image }: Service, { organisation, region, release }: Cluster): string =>
  `${image ?? names.imageRepository(organisation.registryAccount, region, name)}@${(release.images[name] ?? neverBuilt).digest}`;
