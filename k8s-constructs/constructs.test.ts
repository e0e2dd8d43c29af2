import { readdirSync, readFileSync } from 'node:fs';
import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Analysis } from './analysis';
import { PreviewAnalysis } from './analysis-preview';
import { GitOpsApplication } from './argo/application';
import { GitOpsProject } from './argo/project';
import { Autoscaler } from './autoscaler';
import { ClusterService } from './cluster-service';
import { Configuration } from './configuration';
import { DisruptionBudget } from './disruption-budget';
import { ExternalCredentials } from './external-credentials';
import { type Identity, labelsOf } from './labels';
import { type Load, LoadScaler } from './load-scaler';
import { Migration } from './migration';
import { Monitor } from './monitor';
import { KubernetesObject } from './object';
import { ObjectiveRules } from './objectives';
import type { PodProps } from './pod';
import { PreviewService } from './preview-service';
import { PriorityClasses } from './priority-classes';
import { ProvidedCredentials } from './provided-credentials';
import { ProxyMonitor } from './proxy-monitor';
import { PublicIngress } from './public-ingress';
import { PublicRoute } from './public-route';
import { Rollout } from './rollout';
import { RolloutBeside } from './rollout-beside';
import { SecureNamespace } from './secure-namespace';
import { ServiceIdentity } from './service-identity';
import { SizeRecommendation } from './size-recommendation';
import { Store } from './store';
import { ReleaseTask, ScheduledTask } from './task';
import { TenantNamespace } from './tenant-namespace';
import { everyPod, internet, TrafficPolicy } from './traffic-policy';
import { Workload } from './workload';
import { toYaml } from './yaml';

const waiter: Identity = { name: 'waiter', partOf: 'restaurant', team: 'front', environment: 'open' };
const pod: PodProps = { name: 'waiter', image: 'registry.test/waiter@sha256:0', cpuMillicores: 100, memoryMebibytes: 256 };
const ports = [{ name: 'http', port: 7003, servicePort: 7003, protocol: 'http' as const }];
const load: Load = { name: 'lag', type: 'prometheus', metadata: { serverAddress: 'http://scraper', query: 'lag', threshold: '5' } };
const task = { taskName: 'waiter-sweep', timeoutSeconds: 600, retries: 2, command: ['sweep'] };
const gpuPool = { name: 'gpu', taint: { key: 'node-role', value: 'gpu', effect: 'NoSchedule' } } as const;
const gateway = { name: 'door', namespace: 'door', listener: 'https' };
const chart = { repository: 'https://charts.test', chart: 'door', version: '1.2.3', release: 'door', values: { replicas: 2 } };
const folder = (path: string) => ({ repository: 'https://git.test/it', revision: 'refs/heads/main', path });

const staying = { ...pod, ports, configuration: 'waiter', configurationHash: 'c0ffee', priorityClass: 'service-critical' };
const objectives = { availability: 0.999, fastEnough: 0.95, latencySeconds: 0.2 };
const prometheus = 'http://scraper.monitoring:9090';

/** Each construct with a small input. */
const small: Readonly<Record<string, (chart: Chart, who: Identity) => unknown>> = {
  Analysis: (chart, who) => new Analysis(chart, 'it', { ...who, objectives, prometheus }),
  Autoscaler: (chart, who) => new Autoscaler(chart, 'it', { ...who, min: 2, max: 4, cpuPercent: 65 }),
  ClusterService: (chart, who) => new ClusterService(chart, 'it', { ...who, ports }),
  Configuration: (chart, who) => new Configuration(chart, 'it', { ...who, variables: { PORT: '7003' } }),
  DisruptionBudget: (chart, who) => new DisruptionBudget(chart, 'it', who),
  ExternalCredentials: (chart, who) =>
    new ExternalCredentials(chart, 'it', {
      ...who,
      purpose: 'till',
      files: { value: { path: 'open/waiter/till', property: 'value' } },
      store: 'vault',
    }),
  GitOpsApplication: (scope) =>
    new GitOpsApplication(scope, 'it', {
      name: 'door',
      argoNamespace: 'gitops',
      project: 'components',
      namespace: 'door',
      wave: 2,
      origins: [chart, folder('kinds'), folder('manifests/door')],
      cascade: true,
      ignoreDifferences: [{ kind: 'Service', jqPathExpressions: ['.spec.clusterIP'] }],
    }),
  GitOpsProject: (chart) =>
    new GitOpsProject(chart, 'it', {
      name: 'front',
      argoNamespace: 'gitops',
      description: 'Services of the team front.',
      repositories: ['https://git.test/it'],
      namespaces: ['restaurant'],
      namespacedKinds: [{ group: 'apps', kind: 'Deployment' }],
      groups: ['sample/front'],
    }),
  LoadScaler: (chart, who) =>
    new LoadScaler(chart, 'it', {
      ...who,
      min: 2,
      max: 6,
      part: 'worker',
      loads: [load, { ...load, name: 'other' }],
      formula: 'lag + other',
    }),
  Migration: (chart, who) => new Migration(chart, 'it', { ...who, ...pod, secrets: { database: 'waiter-database' } }),
  Monitor: (chart, who) => new Monitor(chart, 'it', who),
  ObjectiveRules: (chart, who) => new ObjectiveRules(chart, 'it', { ...who, objectives, tier: 'standard' }),
  PreviewAnalysis: (chart, who) => new PreviewAnalysis(chart, 'it', { ...who, prometheus }),
  PreviewService: (chart, who) => new PreviewService(chart, 'it', { ...who, previewName: 'waiter-canary', ports, scraped: true }),
  PriorityClasses: (chart) => new PriorityClasses(chart, 'it'),
  ProvidedCredentials: (chart, who) =>
    new ProvidedCredentials(chart, 'it', {
      ...who,
      purpose: 'till',
      files: {
        password: { path: 'open/waiter/till', property: 'password' },
        host: { path: 'open/tills', property: 'in-the-bar' },
        username: { path: 'open/waiter/till', property: 'username' },
      },
      region: 'ap-south-1',
    }),
  ProxyMonitor: (chart, who) => new ProxyMonitor(chart, 'it', { ...who, port: 'proxy-admin', podLabels: ['release-track'] }),
  PublicIngress: (chart, who) =>
    new PublicIngress(chart, 'it', {
      ...who,
      gateway: { ingressClass: 'door', annotations: ({ timeoutSeconds }) => ({ 'door/timeout': String(timeoutSeconds) }) },
      ...{ host: 'api.test', path: '/waiter', port: 7003, requestsPerAddress: 100, timeoutSeconds: 15 },
    }),
  PublicRoute: (chart, who) => new PublicRoute(chart, 'it', { ...who, gateway, host: 'api.test', path: '/waiter', port: 7003 }),
  Rollout: (chart, who) => new Rollout(chart, 'it', { ...who, ...staying, form: 'canary' }),
  RolloutBeside: (chart, who) =>
    new RolloutBeside(chart, 'it', {
      ...{ ...who, ...staying, objectives, prometheus, servicePort: 7003 },
      form: 'canary',
      scaler: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
      splitter: { at: gateway, host: 'api.test', path: '/waiter' },
    }),
  SecureNamespace: (chart) =>
    new SecureNamespace(chart, 'it', { name: 'door', environment: 'open', kubernetes: '1.35', level: 'baseline' }),
  ServiceIdentity: (chart, who) => new ServiceIdentity(chart, 'it', who),
  TenantNamespace: (chart) =>
    new TenantNamespace(chart, 'it', {
      name: 'restaurant',
      environment: 'open',
      kubernetes: '1.35',
      demand: { pods: 5, cpuMillicores: 500, memoryMebibytes: 1280 },
      groups: { front: 'sample/front' },
      deciders: 'sample/back',
    }),
  TrafficPolicy: (chart, who) =>
    new TrafficPolicy(chart, 'it', {
      name: 'waiter',
      labels: labelsOf(who),
      pods: { app: 'waiter' },
      within: true,
      ingress: [{ peers: [everyPod, { namespace: 'door', labels: { app: 'door' } }], ports: [7003] }],
      egress: [
        { peers: [internet, '10.200.208.0/22'], ports: [443] },
        { peers: [everyPod], ports: [] },
      ],
    }),
  Workload: (chart, who) =>
    new Workload(chart, 'it', {
      ...who,
      ...pod,
      ports,
      configuration: 'waiter',
      configurationHash: 'c0ffee',
      priorityClass: 'service-critical',
      nodePool: { name: 'general' },
    }),
  ReleaseTask: (chart, who) => new ReleaseTask(chart, 'it', { ...who, ...pod, ...task, nodeScaling: 'groups', gpus: 1, nodePool: gpuPool }),
  ScheduledTask: (chart, who) => new ScheduledTask(chart, 'it', { ...who, ...pod, ...task, schedule: '0 3 * * *', nodeScaling: 'pools' }),
  SizeRecommendation: (chart, who) => new SizeRecommendation(chart, 'it', { ...who, workload: 'waiter' }),
  Store: (chart, who) =>
    new Store(chart, 'it', {
      ...{ ...who, ...pod, replicas: 3, diskMebibytes: 10_240, path: '/data', storageClass: 'fast', user: 2000, writable: ['/var/cache'] },
      ports: [{ name: 'valkey', port: 6379 }],
      probes: { startup: { tcp: 'valkey' }, ready: { grpc: 'cache', port: 'valkey' }, live: { tcp: 'valkey' } },
      arguments: ['--appendonly', 'yes'],
      initContainers: { prepare: { image: 'registry.test/prepare@sha256:0', command: ['prepare'] } },
    }),
};

const chartOf = (build?: (chart: Chart) => unknown): Chart => {
  const chart = new Chart(Testing.app({ outdir: '.' }), 'test');
  build?.(chart);
  return chart;
};

const synthesized = (construct: string, who = waiter) => Testing.synth(chartOf((chart) => small[construct]?.(chart, who)));

// Manifests are read as they are, without quotes around them.
expect.addSnapshotSerializer({ test: (value) => typeof value === 'string', serialize: (text: string) => text.trimEnd() });

describe.each(Object.keys(small))('%s', (construct) => {
  test('renders', () => expect(synthesized(construct).map(toYaml).join('---\n')).toMatchSnapshot());

  const objects = chartOf((chart) => small[construct]?.(chart, waiter))
    .node.findAll()
    .filter((each) => each instanceof KubernetesObject);

  test('fits the schemas of its kinds', () => {
    for (const { model } of objects) expect(() => model.validate()).not.toThrow();
  });

  test('is written as a stock object would be', () =>
    expect(objects.map((object) => toYaml(object.toJson()))).toEqual(
      objects.map((object) => toYaml(ApiObject.prototype.toJson.call(object))),
    ));
});

test('every construct of the folder has a small input here', () => {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const classes = files.flatMap(
    (file) => readFileSync(`${__dirname}/${file}`, 'utf8').match(/(?<=class )\w+(?= extends (Construct|KubernetesObject))/g) ?? [],
  );
  expect(classes.sort()).toEqual([...Object.keys(small), 'MeshAuthorization', 'Microservice', 'Worker'].sort());
});

describe('a configuration', () => {
  const hashOf = (variables: Record<string, string>) => new Configuration(chartOf(), 'it', { ...waiter, variables }).hash;

  test('has another hash when a variable changes, comes or goes', () => {
    const hashes = (
      [{ A: '1', B: '2' }, { A: '1', B: '3' }, { A: '1' }, { A: '1', C: '2' }, { A: '2', B: '1' }] as Record<string, string>[]
    ).map(hashOf);
    expect(new Set(hashes).size).toBe(5);
  });

  test('has the same hash in whatever order its variables are given', () => {
    expect(hashOf({ B: '2', A: '1' })).toBe(hashOf({ A: '1', B: '2' }));
  });
});

describe('what somebody adds to an object is written', () => {
  const written = (change: (object: KubernetesObject) => void): IConfigMap => {
    const chart = chartOf();
    const model = new ConfigMap({ metadata: { name: 'it', labels: { app: 'it' } }, data: { a: '1' } });
    change(new KubernetesObject(chart, 'it', model, { annotations: { place: 'here' } }));
    return Testing.synth(chart)[0];
  };
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '1' };

  test.each<[string, (object: KubernetesObject) => void, object]>([
    ['a label', ({ metadata }) => metadata.addLabel('team', 'front'), { metadata: { labels: { app: 'it', team: 'front' } } }],
    ['an annotation', ({ metadata }) => metadata.addAnnotation('why', 'so'), { metadata: { annotations: { place: 'here', why: 'so' } } }],
    ['a finalizer', ({ metadata }) => metadata.addFinalizers('it.test/wait'), { metadata: { finalizers: ['it.test/wait'] } }],
    ['an owner', ({ metadata }) => metadata.addOwnerReference(owner), { metadata: { ownerReferences: [owner] } }],
    ['any field of the metadata', ({ metadata }) => metadata.add('generateName', 'it-'), { metadata: { generateName: 'it-' } }],
    ['a patch', (object) => object.addJsonPatch(JsonPatch.replace('/data/a', '2')), { data: { a: '2' } }],
    [
      'a patch and then a label',
      (object) => {
        object.addJsonPatch(JsonPatch.add('/data/b', '2'));
        object.metadata.addLabel('team', 'front');
      },
      { data: { a: '1', b: '2' }, metadata: { annotations: { place: 'here' }, labels: { app: 'it', team: 'front' } } },
    ],
  ])('%s', (_, change, expected) => expect(written(change)).toMatchObject(expected));

  test('but what its author wrote counts more than its place', () => {
    const model = new ConfigMap({ metadata: { name: 'it', namespace: 'own', annotations: { wave: '1' } } });
    const chart = chartOf();
    new KubernetesObject(chart, 'it', model, { namespace: 'given', annotations: { wave: '2', place: 'here' } });
    expect(Testing.synth(chart)[0].metadata).toEqual({ name: 'it', namespace: 'own', annotations: { wave: '1', place: 'here' } });
  });
});

test.each([
  { cpuMillicores: 250, memoryMebibytes: 512, stored: { cpu: '250m', memory: '512Mi' } },
  { cpuMillicores: 1000, memoryMebibytes: 1024, stored: { cpu: '1', memory: '1Gi' } },
  { cpuMillicores: 2500, memoryMebibytes: 1536, stored: { cpu: '2500m', memory: '1536Mi' } },
])('quantities are written as the API server stores them: %j', ({ stored, ...size }) => {
  const [deployment] = Testing.synth(chartOf((chart) => new Workload(chart, 'it', { ...waiter, ...pod, ...size, ports })));
  expect(deployment.spec.template.spec.containers[0].resources.requests).toMatchObject(stored);
});

describe('a selector', () => {
  /** Every selector by labels in an object, however deep. */
  const selectorsIn = (value: unknown): object[] =>
    Object.entries(value ?? {}).flatMap(([key, inner]) => {
      if (typeof inner !== 'object' || inner === null) return [];
      const isSelector = key === 'matchLabels' || (key === 'selector' && Object.values(inner).every((each) => typeof each === 'string'));
      return isSelector ? [inner] : selectorsIn(inner);
    });
  const elsewhere: Identity = { name: 'waiter', partOf: 'hotel', team: 'back', environment: 'closed' };
  const serving = ['ClusterService', 'DisruptionBudget', 'Workload'];

  test.each([...serving, 'Monitor'])('of a %s outlives a change of team, domain and environment', (construct) => {
    const selectors = selectorsIn(synthesized(construct));
    expect(selectors).not.toEqual([]);
    expect(selectorsIn(synthesized(construct, elsewhere))).toEqual(selectors);
  });

  test.each(serving)('of a %s matches the pods that serve, and not those that migrate', (construct) => {
    const [api, migration] = ['Workload', 'Migration'].map((kind) => synthesized(kind)[0].spec.template.metadata.labels);
    for (const selector of selectorsIn(synthesized(construct))) {
      expect(api).toMatchObject(selector);
      expect(migration).not.toMatchObject(selector);
    }
  });

  test('of a Monitor matches the Service', () => {
    expect(synthesized('ClusterService')[0].metadata.labels).toMatchObject(synthesized('Monitor')[0].spec.selector.matchLabels);
  });
});

/** What a role of a namespace allows: `get pods`. */
const allowedBy = (name: string): string[] =>
  synthesized('TenantNamespace')
    .find(({ kind, metadata }) => kind === 'Role' && metadata.name === name)
    .rules.flatMap(({ resources, verbs }: { resources: string[]; verbs: string[] }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
    );

test('a team may look at its namespace and reach a port of its pods, but read no secret and change nothing', () => {
  const allowed = allowedBy('team');
  expect(allowed.filter((each) => !/^(get|list|watch) /.test(each))).toEqual(['create pods/portforward']);
  expect(allowed.filter((each) => /\*| (secrets|pods\/(exec|attach))$/.test(each))).toEqual([]);
});

test('who decides about a new version changes what it waits for, and not what it is', () =>
  expect(allowedBy('deploy').filter((each) => / rollouts/.test(each))).toEqual(['patch rollouts/status', 'update rollouts/status']));
