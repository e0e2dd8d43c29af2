import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Cluster, KubernetesJson } from '#model';
import { samplePlatform } from '#model/sample';
import { renderCluster, renderService } from './render';

const platform = samplePlatform();
const active = platform.clusters[0] as Cluster;
const standby: Cluster = { ...active, standby: true };
const frugal: Cluster = { ...active, environment: { ...active.environment, shape: 'frugal' } };

const render = (service: string, cluster = active): KubernetesJson[] =>
  renderService(platform, cluster, platform.service(service)).objects.map(({ json }) => json);

const kindsAndNames = (objects: readonly KubernetesJson[]): string[] => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

const find = <T>(objects: readonly KubernetesJson[], kindAndName: string): T => {
  const found = objects.find(({ kind, metadata }) => `${kind} ${metadata.name}` === kindAndName);
  if (found === undefined) throw new Error(`no ${kindAndName}; there are ${kindsAndNames(objects).join(', ')}`);
  return found as T;
};

describe('a service becomes', () => {
  test('what its definition asks for: database, buckets, secrets, events and callees', () => {
    expect(kindsAndNames(render('waiter'))).toEqual([
      'ConfigMap waiter',
      'Deployment waiter',
      'ExternalSecret waiter-client',
      'ExternalSecret waiter-database',
      'ExternalSecret waiter-stream',
      'ExternalSecret waiter-till-key',
      'HTTPRoute waiter',
      'HorizontalPodAutoscaler waiter',
      'Job waiter-migrate',
      'NetworkPolicy waiter',
      'NetworkPolicy waiter-migrate',
      'PodDisruptionBudget waiter',
      'Service waiter',
      'ServiceAccount waiter',
      'ServiceMonitor waiter',
    ]);
  });

  test('no route, when it is for callers inside the cluster only', () => {
    expect(kindsAndNames(render('kitchen'))).toEqual([
      'ConfigMap kitchen',
      'Deployment kitchen',
      'ExternalSecret kitchen-database',
      'ExternalSecret kitchen-stream',
      'HorizontalPodAutoscaler kitchen',
      'Job kitchen-migrate',
      'NetworkPolicy kitchen',
      'NetworkPolicy kitchen-migrate',
      'PodDisruptionBudget kitchen',
      'Service kitchen',
      'ServiceAccount kitchen',
      'ServiceMonitor kitchen',
    ]);
  });

  test('no migration, when it has no database', () => {
    expect(kindsAndNames(render('menu'))).toEqual([
      'ConfigMap menu',
      'Deployment menu',
      'ExternalSecret menu-cache',
      'HTTPRoute menu',
      'HorizontalPodAutoscaler menu',
      'NetworkPolicy menu',
      'PodDisruptionBudget menu',
      'Service menu',
      'ServiceAccount menu',
      'ServiceMonitor menu',
    ]);
  });
});

describe('the network', () => {
  const peer = ({ ipBlock, namespaceSelector, podSelector }: INetworkPolicyPeer): string => {
    if (ipBlock) return `${ipBlock.cidr}${ipBlock.except ? ' but private ranges' : ''}`;
    const labels = Object.entries(podSelector?.matchLabels ?? {}).map(([key, value]) => `${key.replace('app.kubernetes.io/', '')}=${value}`);
    return `${Object.values(namespaceSelector?.matchLabels ?? {})}: ${labels.join(' ')}`;
  };
  const lines = (peers: INetworkPolicyPeer[] = [], ports: INetworkPolicyPort[] = []): string[] =>
    peers.map((each) => `${peer(each)} on ${ports.map(({ port }) => port).join(', ')}`);
  const network = (service: string, name = service, cluster = active) => {
    const { spec } = find<INetworkPolicy>(render(service, cluster), `NetworkPolicy ${name}`);
    return {
      in: spec?.ingress?.flatMap(({ from, ports }) => lines(from, ports)),
      out: spec?.egress?.flatMap(({ to, ports }) => lines(to, ports)),
    };
  };
  const dns = 'kube-system: k8s-app=kube-dns on 53, 53';
  const stores = ['10.200.208.0/22', '10.200.212.0/22', '10.200.216.0/22'];
  const aws = ['169.254.170.23/32 on 80', '10.200.224.0/24 on 443', '10.200.225.0/24 on 443', '10.200.226.0/24 on 443'];

  test('of waiter is open to the gateway and the scraper, and from it to what its definition names', () => {
    expect(network('waiter')).toEqual({
      in: ['door: app=door on 7003', 'scraper: app=scraper on 7003'],
      out: [
        dns,
        'restaurant: name=kitchen component=api on 7002',
        'restaurant: name=menu component=api on 7001',
        ...stores.map((subnet) => `${subnet} on 5432, 9098`),
        ...aws,
        '0.0.0.0/0 but private ranges on 443',
      ],
    });
  });

  test('of kitchen is open to its caller, and not to the gateway', () => {
    expect(network('kitchen').in).toEqual(['restaurant: name=waiter component=api on 7002', 'scraper: app=scraper on 7002']);
  });

  test('of menu leads to its cache only', () => {
    expect(network('menu').out).toEqual([dns, ...stores.map((subnet) => `${subnet} on 6379`)]);
  });

  test('of a migration leads to the database only, and nobody comes in', () => {
    expect(network('waiter', 'waiter-migrate')).toEqual({ in: [], out: [dns, ...stores.map((subnet) => `${subnet} on 5432`)] });
  });
});

describe('on a standby cluster', () => {
  const difference = (service: string) => {
    const there = kindsAndNames(render(service, standby));
    return { more: there.filter((each) => !kindsAndNames(render(service)).includes(each)), less: kindsAndNames(render(service)).filter((each) => !there.includes(each)) };
  };
  const told = (cluster: Cluster) => find<{ data: object }>(render('waiter', cluster), 'ConfigMap waiter').data;

  test('nothing migrates, all else is there', () => {
    expect(difference('waiter')).toEqual({ more: [], less: ['Job waiter-migrate', 'NetworkPolicy waiter-migrate'] });
    expect(difference('menu')).toEqual({ more: [], less: [] });
  });

  test('a service is told, and only there', () => {
    expect(told(standby)).toHaveProperty('STANDBY', 'true');
    expect(told(active)).not.toHaveProperty('STANDBY');
  });
});

describe('in a frugal environment', () => {
  const names = platform.services.map(({ name }) => name);

  test.each(names)('%s has one pod, at most two, and a node may take it away', (name) => {
    const objects = render(name, frugal);
    expect(find(objects, `HorizontalPodAutoscaler ${name}`)).toMatchObject({ spec: { minReplicas: 1, maxReplicas: 2 } });
    expect(kindsAndNames(objects)).not.toContain(`PodDisruptionBudget ${name}`);
  });

  test('no pod waits for a zone', () => {
    const spread = ({ spec }: IDeployment) => spec?.template.spec?.topologySpreadConstraints?.[0]?.whenUnsatisfiable;
    const shapes = { frugal, active, standby };
    expect(Object.values(shapes).map((cluster) => spread(find(render('waiter', cluster), 'Deployment waiter')))).toEqual([
      'ScheduleAnyway',
      'DoNotSchedule',
      'DoNotSchedule',
    ]);
  });
});

test('an image is the one that the environment released, by digest; one never built is all zeros', () => {
  const image = (service: string) => find<IDeployment>(render(service), `Deployment ${service}`).spec?.template.spec?.containers[0]?.image;
  expect(image('waiter')).toBe(`999999999999.dkr.ecr.ap-south-1.amazonaws.com/waiter@sha256:${'a'.repeat(64)}`);
  expect(image('menu')).toBe(`999999999999.dkr.ecr.ap-south-1.amazonaws.com/menu@sha256:${'0'.repeat(64)}`);
});

test.each(platform.services.map(({ name }) => name))('every file that %s is told of is mounted from a secret that is copied', (name) => {
  const objects = render(name);
  const { volumes = [], containers } = find<IDeployment>(objects, `Deployment ${name}`).spec?.template.spec as IPodSpec;
  const mounted = volumes.flatMap(({ name: volume, secret }) => {
    if (!secret) return [];
    const { data } = find<{ spec: { data: { secretKey: string }[] } }>(objects, `ExternalSecret ${secret.secretName}`).spec;
    const folder = containers[0]?.volumeMounts?.find((mount) => mount.name === volume)?.mountPath;
    return data.map(({ secretKey }) => `${folder}/${secretKey}`);
  });
  const told = Object.entries(find<{ data: Record<string, string> }>(objects, `ConfigMap ${name}`).data).filter(([key]) => key.endsWith('_FILE'));
  expect(told.map(([, file]) => file).sort()).toEqual(mounted.sort());
});

describe('every pod meets Pod Security restricted', () => {
  const volumeTypes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

  /** What https://kubernetes.io/docs/concepts/security/pod-security-standards/ forbids and a pod does all the same. */
  const violations = (pod: IPodSpec): string[] => [
    ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]),
    ...(pod.volumes ?? []).flatMap(({ name, ...source }) => Object.keys(source).filter((type) => !volumeTypes.includes(type)).map((type) => `${name}: ${type}`)),
    ...(pod.securityContext?.sysctls ?? []).map(({ name }) => `sysctl ${name}`),
    ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap((each) => containerViolations(each, pod).map((what) => `${each.name}: ${what}`)),
  ];

  const containerViolations = ({ ports = [], securityContext: own = {} }: IContainer, { securityContext: shared = {} }: IPodSpec): string[] => {
    const both = { ...shared, ...own };
    const profiles = [shared, own].flatMap(({ seccompProfile }) => seccompProfile?.type ?? []);
    const wrong = {
      hostPort: ports.some(({ hostPort }) => hostPort),
      privileged: own.privileged,
      allowPrivilegeEscalation: own.allowPrivilegeEscalation !== false,
      capabilities: !own.capabilities?.drop?.includes('ALL') || own.capabilities.add?.some((each) => each !== 'NET_BIND_SERVICE'),
      procMount: (own.procMount ?? 'Default') !== 'Default',
      runAsNonRoot: !both.runAsNonRoot,
      runAsUser: both.runAsUser === 0,
      seccompProfile: !both.seccompProfile || profiles.some((type) => !['RuntimeDefault', 'Localhost'].includes(type)),
      seLinuxOptions: both.seLinuxOptions,
      appArmorProfile: both.appArmorProfile?.type === 'Unconfined',
    };
    return Object.entries(wrong).flatMap(([what, is]) => (is ? [what] : []));
  };

  const podOf = ({ spec }: KubernetesJson): IPodSpec | undefined => (spec as IDeployment['spec'])?.template?.spec;

  test.each(Object.entries({ active, standby, frugal }))('on the %s cluster', (_, cluster) => {
    const objects = [...renderCluster(platform, cluster)].flatMap((app) => app.objects.map(({ json }) => json));
    const pods = objects.flatMap((json) => podOf(json) ?? []);
    expect(pods).toHaveLength(cluster.standby ? 3 : 5);
    expect(pods.flatMap(violations)).toEqual([]);
  });

  const good = podOf(find(render('menu'), 'Deployment menu')) as IPodSpec;
  const with_ = (change: IContainer['securityContext']): Partial<IPodSpec> => ({
    containers: good.containers.map((each) => ({ ...each, securityContext: { ...each.securityContext, ...change } })),
  });

  test.each<[Partial<IPodSpec>, string]>([
    [{ hostNetwork: true }, 'hostNetwork'],
    [{ volumes: [{ name: 'node', hostPath: { path: '/' } }] }, 'node: hostPath'],
    [{ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }, 'sysctl kernel.msgmax'],
    [{ containers: good.containers.map((each) => ({ ...each, ports: [{ containerPort: 1, hostPort: 1 }] })) }, 'menu: hostPort'],
    [with_({ privileged: true }), 'menu: privileged'],
    [with_({ allowPrivilegeEscalation: undefined }), 'menu: allowPrivilegeEscalation'],
    [with_({ capabilities: { drop: [] } }), 'menu: capabilities'],
    [with_({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }), 'menu: capabilities'],
    [with_({ procMount: 'Unmasked' }), 'menu: procMount'],
    [with_({ runAsNonRoot: false }), 'menu: runAsNonRoot'],
    [with_({ runAsUser: 0 }), 'menu: runAsUser'],
    [with_({ seccompProfile: { type: 'Unconfined' } }), 'menu: seccompProfile'],
    [with_({ seLinuxOptions: { type: 'spc_t' } }), 'menu: seLinuxOptions'],
    [with_({ appArmorProfile: { type: 'Unconfined' } }), 'menu: appArmorProfile'],
  ])('and this one would not: %j', (change, violation) => expect(violations({ ...good, ...change })).toEqual([violation]));
});
