import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Cluster, KubernetesJson } from '#model';
import { samplePlatform } from '#model/sample';
import { renderService } from './render';

const platform = samplePlatform();
const active = platform.clusters[0] as Cluster;
const standby: Cluster = { ...active, standby: true };
const frugal: Cluster = { ...active, environment: { ...active.environment, shape: 'frugal' } };

const everyService = platform.services.map(({ name }) => name);

const render = (service: string, cluster = active): KubernetesJson[] =>
  renderService(platform, cluster, platform.service(service)).objects.map(({ json }) => json);

const kindsAndNames = (objects: readonly KubernetesJson[]): string[] =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

const find = <T>(objects: readonly KubernetesJson[], kindAndName: string): T => {
  const found = objects.find(({ kind, metadata }) => `${kind} ${metadata.name}` === kindAndName);
  if (found === undefined) throw new Error(`no ${kindAndName}; there are ${kindsAndNames(objects).join(', ')}`);
  return found as T;
};

const podOf = (objects: readonly KubernetesJson[], name: string): IPodSpec =>
  find<{ spec: { template: { spec: IPodSpec } } }>(objects, `Deployment ${name}`).spec.template.spec;

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

  test('the issuer of tokens, when the organisation says so: it gets the secret of each service that calls others, and their scopes', () => {
    const organisation = { ...platform.organisation, identity: 'kitchen' };
    const { objects } = renderService({ ...platform, organisation }, active, platform.service('kitchen'));
    const json = objects.map((each) => each.json);
    const { spec } = find<{ spec: { data: { secretKey: string; remoteRef: { key: string; property: string } }[] } }>(
      json,
      'ExternalSecret kitchen-clients',
    );
    const callers = platform.services.filter(({ calls }) => calls?.length).map(({ name }) => name);
    expect(spec.data.map(({ secretKey }) => secretKey)).toEqual(callers);
    const own = find<{ spec: typeof spec }>(render('waiter'), 'ExternalSecret waiter-client').spec.data[0];
    expect(spec.data.find(({ secretKey }) => secretKey === 'waiter')?.remoteRef).toEqual(own?.remoteRef);
    const { data } = find<{ data: Record<string, string> }>(json, 'ConfigMap kitchen');
    expect(Object.keys(JSON.parse(data.CLIENTS ?? '{}'))).toEqual(callers);
    expect(data.CLIENT_SECRETS_FOLDER).toBe('/run/secrets/platform/clients');
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

test.each(platform.services)('everything of $name is in the namespace of its domain, $domain', ({ name, domain }) => {
  expect([...new Set(render(name).map(({ metadata }) => metadata.namespace))]).toEqual([domain]);
});

describe('the network', () => {
  const peer = ({ ipBlock, namespaceSelector, podSelector }: INetworkPolicyPeer): string => {
    if (ipBlock) return `${ipBlock.cidr}${ipBlock.except ? ' but private ranges' : ''}`;
    const labels = Object.entries(podSelector?.matchLabels ?? {}).map(
      ([key, value]) => `${key.replace('app.kubernetes.io/', '')}=${value}`,
    );
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
  const told = (cluster: Cluster) => find<{ data: object }>(render('waiter', cluster), 'ConfigMap waiter').data;

  test.each(everyService)('%s does not migrate, all else is there', (name) => {
    const migrates = (each: string) => each.endsWith(` ${name}-migrate`);
    expect(kindsAndNames(render(name, standby))).toEqual(kindsAndNames(render(name)).filter((each) => !migrates(each)));
  });

  test('a service is told, and only there', () => {
    expect(told(standby)).toHaveProperty('STANDBY', 'true');
    expect(told(active)).not.toHaveProperty('STANDBY');
  });
});

describe('in a frugal environment', () => {
  test.each(everyService)('%s has one pod, at most two, and a node may take it away', (name) => {
    const objects = render(name, frugal);
    expect(find(objects, `HorizontalPodAutoscaler ${name}`)).toMatchObject({ spec: { minReplicas: 1, maxReplicas: 2 } });
    expect(kindsAndNames(objects)).not.toContain(`PodDisruptionBudget ${name}`);
  });

  test('no pod must wait for its zone, as it must in a full one', () => {
    const spread = (cluster: Cluster) => podOf(render('waiter', cluster), 'waiter').topologySpreadConstraints?.[0]?.whenUnsatisfiable;
    expect([frugal, active].map(spread)).toEqual(['ScheduleAnyway', 'DoNotSchedule']);
  });
});

test('pods run on the nodes that are made for them, and anywhere where none are', () => {
  const nodes = (cluster: Cluster, object: string) =>
    find<{ spec: { template: { spec: IPodSpec } } }>(render('waiter', cluster), object).spec.template.spec.nodeSelector;
  const selected = ['Deployment waiter', 'Job waiter-migrate'].map((object) => nodes(active, object));
  expect(selected).toEqual([{ 'node-role': 'general' }, { 'node-role': 'general' }]);
  expect(nodes({ ...active, nodeScaling: undefined }, 'Deployment waiter')).toBeUndefined();
});

test('pods are replaced when their configuration changes, and only then', () => {
  const hash = (cluster: Cluster) =>
    find<{ spec: { template: { metadata: { annotations: Record<string, string> } } } }>(render('waiter', cluster), 'Deployment waiter').spec
      .template.metadata.annotations['checksum/configuration'];
  expect(hash(active)).toMatch(/^[0-9a-f]{16}$/);
  expect(hash(standby)).not.toBe(hash(active));
  expect(hash({ ...active, release: { revision: 'open-2026.01.02.3', images: {} } })).toBe(hash(active));
});

test.each([
  ['waiter', 'a', 'as its environment released it'],
  ['menu', '0', 'as one that was never built'],
])('the image of %s is by digest of %s…, %s', (name, digit) => {
  const [container] = podOf(render(name), name).containers;
  expect(container?.image).toBe(`999999999999.dkr.ecr.ap-south-1.amazonaws.com/${name}@sha256:${digit.repeat(64)}`);
});

test.each(everyService)('every file that %s is told of is mounted from a secret that is copied', (name) => {
  const objects = render(name);
  const { volumes = [], containers } = podOf(objects, name);
  const mounted = volumes.flatMap(({ name: volume, secret }) => {
    if (!secret) return [];
    const { data } = find<{ spec: { data: { secretKey: string }[] } }>(objects, `ExternalSecret ${secret.secretName}`).spec;
    const folder = containers[0]?.volumeMounts?.find((mount) => mount.name === volume)?.mountPath;
    return data.map(({ secretKey }) => `${folder}/${secretKey}`);
  });
  const variables = find<{ data: Record<string, string> }>(objects, `ConfigMap ${name}`).data;
  const told = Object.keys(variables).filter((variable) => variable.endsWith('_FILE'));
  expect(told.map((variable) => variables[variable]).sort()).toEqual(mounted.sort());
});
