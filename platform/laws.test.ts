import type { IDeploymentSpec } from 'kubernetes-models/apps/v1/DeploymentSpec';
import type { IStatefulSetSpec } from 'kubernetes-models/apps/v1/StatefulSetSpec';
import type { IHorizontalPodAutoscalerSpec } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerSpec';
import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IResourceQuotaSpec } from 'kubernetes-models/v1/ResourceQuotaSpec';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { credentialsOf } from '#k8s-constructs/environment';
import { renderCluster, renderService } from '#k8s-constructs/render';
import { demandsOf, graceSeconds, load, migrates, nodePoolsOf, type RenderedApp, type Service, servicePool, staysUp } from '#model';
import { registry } from '#registry';

const { platform } = load(registry);
if (platform === undefined) throw new Error('the platform has mistakes; run platform check');
const { clusters, services } = platform;

const everywhere = clusters.flatMap((cluster) =>
  platform.in(cluster.environment.name).services.map((service) => ({ at: `${service.name} on ${cluster.name}`, cluster, service })),
);

const specOf = <Spec>({ objects }: RenderedApp, kind: string, name?: string): Spec =>
  objects.find(({ json }) => json.kind === kind && (name === undefined || json.metadata.name === name))?.json.spec as Spec;

const has = ({ objects }: RenderedApp, kind: string, name?: string): boolean =>
  objects.some(({ json }) => json.kind === kind && (name === undefined || json.metadata.name === name));

/** The services that a policy lets traffic go to or come from. */
const servicesNamed = (rules: INetworkPolicySpec['egress'] | INetworkPolicySpec['ingress'], side: 'to' | 'from'): string[] => {
  const peers = (rules ?? []).flatMap((rule) => (rule as Record<string, INetworkPolicySpec['egress']>)[side] ?? []) as {
    podSelector?: { matchLabels?: Record<string, string> };
  }[];
  const named = peers.map(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/name']);
  return services.map(({ name }) => name).filter((name) => named.includes(name));
};

/** How many pods a scaler allows; of what nothing scales, as many as there are. */
const rangeOf = (app: RenderedApp): { least: number; most: number } => {
  const { minReplicas, maxReplicas } = specOf<Partial<IHorizontalPodAutoscalerSpec> | undefined>(app, 'HorizontalPodAutoscaler') ?? {};
  const scaled = specOf<{ minReplicaCount?: number; maxReplicaCount?: number } | undefined>(app, 'ScaledObject');
  const replicas = specOf<IStatefulSetSpec | undefined>(app, 'StatefulSet')?.replicas;
  const least = minReplicas ?? scaled?.minReplicaCount ?? replicas ?? 0;
  return { least, most: maxReplicas ?? scaled?.maxReplicaCount ?? least };
};

/** The pods that answer callers, in whatever form. */
const answering = ({ objects }: RenderedApp): IDeploymentSpec & IStatefulSetSpec =>
  objects.find(({ json }) => ['Deployment', 'Rollout', 'StatefulSet'].includes(json.kind))?.json.spec as IDeploymentSpec & IStatefulSetSpec;

describe.each(everywhere.filter(({ service }) => staysUp(service)))('$at', ({ cluster, service }) => {
  const here = platform.in(cluster.environment.name);
  const app = renderService(here, cluster, service);
  const workload = answering(app);
  const pod = workload.template.spec as IPodSpec;
  const policy = specOf<INetworkPolicySpec>(app, 'NetworkPolicy', service.name);
  const { least, most } = rangeOf(app);
  /** Pods that keep data speak to each other. */
  const peers = service.storage ? [service] : [];
  const others = (named: readonly Service[]): string[] =>
    services.map(({ name }) => name).filter((name) => named.some((each) => each.name === name));

  test('reaches exactly the services it calls, and the issuer of tokens', () =>
    expect(servicesNamed(policy.egress, 'to')).toEqual(others([...here.calleesOf(service.name), ...peers])));

  test('is reached by exactly the services that call it', () =>
    expect(servicesNamed(policy.ingress, 'from')).toEqual(others([...here.callersOf(service.name), ...peers])));

  test('goes to the internet only where it says so', () =>
    expect(JSON.stringify(policy.egress).includes('0.0.0.0/0')).toBe(service.external !== undefined));

  test('selects its pods by labels that never change', () =>
    expect(workload.selector.matchLabels).toEqual({
      'app.kubernetes.io/name': service.name,
      'app.kubernetes.io/component': 'api',
      // Where two versions run beside each other, the one that stays bears the service's name.
      ...(workload.selector.matchLabels?.['release-track'] && { 'release-track': service.name }),
    }));

  test('lets a node drain, and never loses its last pod to it', () =>
    expect(has(app, 'PodDisruptionBudget', service.name)).toBe(least > 1));

  test('scales within its maximum, and leaves the number to what scales it', () => {
    expect(most).toBeGreaterThanOrEqual(least);
    expect(workload.replicas).toBe(service.storage ? least : undefined);
  });

  test('has time to drain and to finish', () => {
    expect(pod.terminationGracePeriodSeconds).toBe(graceSeconds);
    expect(pod.containers[0]?.lifecycle?.preStop?.sleep?.seconds).toBeLessThan(graceSeconds);
  });

  test('reads each secret from a file that something puts there', () => {
    const kind = cluster.secretProvider ? 'SecretProviderClass' : 'ExternalSecret';
    const secrets = app.objects.filter(({ json }) => json.kind === kind).map(({ json }) => json.metadata.name);
    const mounted = ({ secret, csi }: IVolume) => secret?.secretName ?? csi?.volumeAttributes?.secretProviderClass ?? [];
    expect((pod.volumes ?? []).flatMap(mounted)).toEqual(secrets);
    expect(secrets).toHaveLength(credentialsOf(service, cluster, here).length);
    expect(JSON.stringify(pod)).not.toContain('secretKeyRef');
  });

  test('migrates, and consumes, only where it is not a standby', () => {
    expect(has(app, 'Job', `${service.name}-migrate`)).toBe(migrates(service, cluster));
    const variables = app.objects.find(({ json }) => json.kind === 'ConfigMap')?.json.data as Record<string, string>;
    expect(variables.STANDBY).toBe(cluster.standby && service.image === undefined ? 'true' : undefined);
  });

  test('is routed from outside only where it is public', () =>
    expect(['HTTPRoute', 'Ingress'].some((kind) => has(app, kind))).toBe(service.http?.exposure === 'public'));
});

describe.each(clusters.map((cluster) => ({ at: cluster.name, cluster })))('$at', ({ cluster }) => {
  const apps = [...renderCluster(platform, cluster)];
  const objects = apps.flatMap((app) => app.objects.map(({ json }) => ({ app, json })));

  test('renders each object once', () => {
    const applied = objects.filter(({ app }) => app.folder.startsWith('dist-manifests/'));
    const keys = applied.map(({ json: { apiVersion, kind, metadata } }) => `${apiVersion} ${kind} ${metadata.namespace}/${metadata.name}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test('gives every object of a namespace a namespace that it renders or that Kubernetes has', () => {
    const namespaces = new Set([
      'kube-system',
      ...objects.filter(({ json }) => json.kind === 'Namespace').map(({ json }) => json.metadata.name),
    ]);
    const used = objects.flatMap(({ json }) => json.metadata.namespace ?? []);
    expect(used.filter((namespace) => !namespaces.has(namespace))).toEqual([]);
  });

  test('has room in each namespace for all services at their maximum', () => {
    for (const { app, json } of objects.filter((each) => each.json.kind === 'ResourceQuota')) {
      const { hard = {} } = json.spec as IResourceQuotaSpec;
      const inside = platform.in(cluster.environment.name).services.filter(({ domain }) => domain === json.metadata.namespace);
      const most = inside.flatMap((service) => demandsOf(service, cluster)).reduce((sum, { pods }) => sum + pods, 0);
      expect({ namespace: app.name, pods: Number(hard.pods) }).toEqual({ namespace: app.name, pods: expect.any(Number) });
      expect(Number(hard.pods)).toBeGreaterThan(most);
    }
  });

  test('has nodes for all services at their maximum, with a quarter to spare', () => {
    const [pool] = nodePoolsOf(cluster.environment).filter(({ name }) => name === servicePool);
    const { mostCpus = 0, memoryPerCpu = 0 } = pool ?? {};
    const here = platform.in(cluster.environment.name).services.filter(({ storage }) => storage === undefined);
    const demands = here.flatMap((service) => demandsOf(service, cluster)).filter(({ gpus }) => gpus === 0);
    const asked = (measure: 'cpuMillicores' | 'memoryMebibytes') => demands.reduce((sum, each) => sum + each.pods * each[measure], 0);
    expect(asked('cpuMillicores') * 1.25).toBeLessThan(mostCpus * 1000);
    expect(asked('memoryMebibytes') * 1.25).toBeLessThan(mostCpus * memoryPerCpu * 1024);
  });
});

test('a fresh clone needs no value that only AWS knows', () =>
  expect(
    clusters.flatMap((cluster) =>
      [...renderCluster(platform, cluster)].flatMap(
        ({ objects }) =>
          JSON.stringify(objects.map(({ json }) => json)).match(/vpc-[0-9a-f]{8,}|subnet-[0-9a-f]{8,}|\.rds\.amazonaws\.com/g) ?? [],
      ),
    ),
  ).toEqual([]));
