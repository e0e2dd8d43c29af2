import type { IDeploymentSpec } from 'kubernetes-models/apps/v1/DeploymentSpec';
import type { IHorizontalPodAutoscalerSpec } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerSpec';
import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IResourceQuotaSpec } from 'kubernetes-models/v1/ResourceQuotaSpec';
import { credentialsOf } from '#k8s-constructs/environment';
import { renderCluster, renderService } from '#k8s-constructs/render';
import { connectionsPerPod, graceSeconds, load, nodePoolsOf, type RenderedApp, type Service, servicePool, workloadOf } from '#model';
import { registry } from '#registry';

const { platform } = load(registry);
if (platform === undefined) throw new Error('the platform has mistakes; run platform check');
const { clusters, services } = platform;

const everywhere = clusters.flatMap((cluster) =>
  services.map((service) => ({ at: `${service.name} on ${cluster.name}`, cluster, service })),
);

const specOf = <Spec>({ objects }: RenderedApp, kind: string, name?: string): Spec =>
  objects.find(({ json }) => json.kind === kind && (name === undefined || json.metadata.name === name))?.json.spec as Spec;

const has = ({ objects }: RenderedApp, kind: string): boolean => objects.some(({ json }) => json.kind === kind);

/** The services that a policy lets traffic go to or come from. */
const servicesNamed = (rules: INetworkPolicySpec['egress'] | INetworkPolicySpec['ingress'], side: 'to' | 'from'): string[] => {
  const peers = (rules ?? []).flatMap((rule) => (rule as Record<string, INetworkPolicySpec['egress']>)[side] ?? []) as {
    podSelector?: { matchLabels?: Record<string, string> };
  }[];
  const named = peers.map(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/name']);
  return services.map(({ name }) => name).filter((name) => named.includes(name));
};

describe.each(everywhere)('$at', ({ cluster, service }) => {
  const app = renderService(platform, cluster, service);
  const deployment = specOf<IDeploymentSpec>(app, 'Deployment');
  const pod = deployment.template.spec as IPodSpec;
  const policy = specOf<INetworkPolicySpec>(app, 'NetworkPolicy', service.name);
  const { minReplicas = 0, maxReplicas } = specOf<IHorizontalPodAutoscalerSpec>(app, 'HorizontalPodAutoscaler');

  test('reaches exactly the services it calls, and the issuer of tokens', () =>
    expect(servicesNamed(policy.egress, 'to')).toEqual(
      services.map(({ name }) => name).filter((name) => platform.calleesOf(service.name).some((callee) => callee.name === name)),
    ));

  test('is reached by exactly the services that call it', () =>
    expect(servicesNamed(policy.ingress, 'from')).toEqual(
      services.map(({ name }) => name).filter((name) => platform.callersOf(service.name).some((caller) => caller.name === name)),
    ));

  test('goes to the internet only where it says so', () =>
    expect(JSON.stringify(policy.egress).includes('0.0.0.0/0')).toBe(service.external !== undefined));

  test('selects its pods by labels that never change', () =>
    expect(deployment.selector.matchLabels).toEqual({ 'app.kubernetes.io/name': service.name, 'app.kubernetes.io/component': 'api' }));

  test('lets a node drain, and never loses its last pod to it', () => expect(has(app, 'PodDisruptionBudget')).toBe(minReplicas > 1));

  test('scales within its maximum, and leaves the number to the autoscaler', () => {
    expect(maxReplicas).toBeGreaterThanOrEqual(minReplicas);
    expect(deployment.replicas).toBeUndefined();
  });

  test('has time to drain and to finish', () => {
    expect(pod.terminationGracePeriodSeconds).toBe(graceSeconds);
    expect(pod.containers[0]?.lifecycle?.preStop?.sleep?.seconds).toBeLessThan(graceSeconds);
  });

  test('reads each secret from a file that something puts there', () => {
    const secrets = app.objects.filter(({ json }) => json.kind === 'ExternalSecret').map(({ json }) => json.metadata.name);
    expect((pod.volumes ?? []).flatMap(({ secret }) => secret?.secretName ?? [])).toEqual(secrets);
    expect(secrets).toHaveLength(credentialsOf(service, cluster, platform).length);
    expect(JSON.stringify(pod)).not.toContain('secretKeyRef');
  });

  test('migrates, and consumes, only where it is not a standby', () => {
    expect(has(app, 'Job')).toBe(service.database !== undefined && !cluster.standby);
    const variables = app.objects.find(({ json }) => json.kind === 'ConfigMap')?.json.data as Record<string, string>;
    expect(variables.STANDBY).toBe(cluster.standby ? 'true' : undefined);
  });

  test('is routed from outside only where it is public', () => expect(has(app, 'HTTPRoute')).toBe(service.http?.exposure === 'public'));
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
      const inside = apps.filter(({ objects: own }) =>
        own.some((each) => each.json.kind === 'Deployment' && each.json.metadata.namespace === json.metadata.namespace),
      );
      const most = inside.reduce((sum, each) => sum + specOf<IHorizontalPodAutoscalerSpec>(each, 'HorizontalPodAutoscaler').maxReplicas, 0);
      expect({ namespace: app.name, pods: Number(hard.pods) }).toEqual({ namespace: app.name, pods: expect.any(Number) });
      expect(Number(hard.pods)).toBeGreaterThan(most);
    }
  });

  test('has nodes for all services at their maximum, with a quarter to spare', () => {
    const [pool] = nodePoolsOf(cluster.environment).filter(({ name }) => name === servicePool);
    const { mostCpus = 0, memoryPerCpu = 0 } = pool ?? {};
    const asked = (measure: 'cpuMillicores' | 'memoryMebibytes') =>
      services
        .map((service) => workloadOf(service, cluster))
        .reduce((sum, { replicas, surge, ...each }) => sum + (replicas.max + surge) * each[measure], 0);
    expect(asked('cpuMillicores') * 1.25).toBeLessThan(mostCpus * 1000);
    expect(asked('memoryMebibytes') * 1.25).toBeLessThan(mostCpus * memoryPerCpu * 1024);
  });

  test('never gives the database more connections than it takes', () => {
    const stored = services.filter((service: Service) => service.database);
    const pods = stored.map(
      (service) => specOf<IHorizontalPodAutoscalerSpec>(renderService(platform, cluster, service), 'HorizontalPodAutoscaler').maxReplicas,
    );
    const all = pods.reduce((sum, most) => sum + Math.ceil(most * 1.25) * connectionsPerPod(cluster.environment, services), stored.length);
    expect(all).toBeLessThanOrEqual(cluster.environment.database.maxConnections * 0.8);
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
