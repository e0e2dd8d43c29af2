import type { ICronJobSpec } from 'kubernetes-models/batch/v1/CronJobSpec';
import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IResourceQuotaSpec } from 'kubernetes-models/v1/ResourceQuotaSpec';
import type { Cluster, KubernetesJson } from '#model';
import { samplePlatform } from '#model/sample';
import { component, definition, kitchen, meals, menu, sampleWith, waiter } from '#model/testing';
import { renderCluster, renderService } from './render';

/** The sample with every kind of workload: an API, a worker, a store, jobs on a schedule, after releases and with a GPU. */

const at = (name: string): string => `services/restaurant/${name}/service.ts`;
const elsewhere = { owner: 'front', purpose: 'Does its work.', image: 'images.example.org/it' };

const platform = samplePlatform(
  sampleWith(
    {
      [kitchen]: {
        queues: ['pans', 'pots'],
        consumes: [meals.cooked],
        worker: { max: 12, lagPerPod: 100, size: { cpu: '100m', memory: '256Mi' } },
      },
      [menu]: { scale: { requestsPerSecondPerPod: 150, metric: { name: 'menu_open', perPod: 20 } }, calls: ['cellar'] },
      [waiter]: { worker: {} },
      [component('scraper')]: {
        provides: { scraper: { namespace: 'scraper', labels: { app: 'scraper' } }, prometheus: 'http://scraper.scraper:9090' },
      },
      [component('kinds')]: {
        provides: {
          kinds: {
            'keda.sh/v1alpha1': { namespaced: ['ScaledObject', 'TriggerAuthentication'] },
            'autoscaling.k8s.io/v1': { namespaced: ['VerticalPodAutoscaler'] },
          },
          storageClass: 'fast',
        },
      },
    },
    {
      services: [
        definition(at('cellar'), {
          ...{ ...elsewhere, tier: 'critical', slo: 'none' },
          ports: { tap: { port: 6379, servicePort: 79 }, grpc: { port: 7100, protocol: 'grpc' } },
          probes: { ready: { grpc: '', port: 'grpc' }, live: { http: '/live', headers: { host: 'cellar' }, port: 'tap' } },
          storage: { size: '10Gi', path: '/data' },
        }),
        definition(at('clock'), {
          ...{ ...elsewhere, tier: 'batch', slo: 'none', writable: ['/var/cache'], user: 2000, calls: ['cellar'] },
          addresses: { CELLAR: 'cellar:grpc' },
          initContainers: { wind: { command: ['wind'] } },
          tasks: {
            nightly: { schedule: '0 3 * * *', command: ['ring'], timeout: '30m' },
            learn: { command: ['learn'], size: { cpu: '2000m', memory: '8Gi', gpu: 2 }, retries: 0 },
          },
        }),
      ],
    },
  ),
);
const active = platform.clusters[0] as Cluster;
const standby: Cluster = { ...active, standby: true };

const render = (name: string, cluster = active): KubernetesJson[] =>
  renderService(platform, cluster, platform.service(name)).objects.map(({ json }) => json);
const specOf = <Spec>(kind: string, name: string, objects: readonly KubernetesJson[]): Spec => {
  const found = objects.find((json) => json.kind === kind && json.metadata.name === name);
  if (found === undefined)
    throw new Error(`no ${kind} ${name}; there are ${objects.map((json) => `${json.kind} ${json.metadata.name}`).join(', ')}`);
  return found.spec as Spec;
};
const names = (objects: readonly KubernetesJson[]): string[] => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

/** Every pod template of the platform, with its object. */
const templates = platform.services.flatMap(({ name }) =>
  render(name).flatMap((json) => {
    const spec = json.spec as { template?: IPodTemplateSpec; jobTemplate?: ICronJobSpec['jobTemplate'] } | undefined;
    const template = spec?.template ?? spec?.jobTemplate?.spec?.template;
    const pod = template?.spec;
    return template && pod ? [{ is: `${json.kind} ${json.metadata.name}`, json, template, pod, ends: /Job$/.test(json.kind) }] : [];
  }),
);
const containersOf = ({ containers, initContainers = [] }: IPodSpec): IContainer[] => [...initContainers, ...containers];

test('all kinds are there', () =>
  expect([...new Set(templates.map(({ json }) => json.kind))].sort()).toEqual(['CronJob', 'Deployment', 'Job', 'StatefulSet']));

describe.each(templates)('$is', ({ json, template, pod, ends }) => {
  test('has every label that tells whose it is, and what it is for', () =>
    expect(template.metadata?.labels).toMatchObject({
      'app.kubernetes.io/name': expect.any(String),
      'app.kubernetes.io/component': expect.stringMatching(/^(api|worker|task|migration)$/),
      ...{ app: expect.any(String), team: expect.any(String), env: 'open' },
    }));

  test('is confined, in each of its containers', () => {
    for (const { securityContext } of containersOf(pod))
      expect(securityContext).toMatchObject({
        ...{ allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true },
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
    expect(pod).toMatchObject({ automountServiceAccountToken: false, priorityClassName: expect.stringMatching(/^service-/) });
  });

  test('says what it needs, and no limit of CPU', () => {
    for (const { resources } of containersOf(pod)) {
      expect(resources?.requests).toMatchObject({ cpu: expect.any(String), memory: resources?.limits?.memory });
      expect(resources?.limits).not.toHaveProperty('cpu');
      expect(resources?.limits).toHaveProperty('ephemeral-storage');
    }
  });

  test('tells how it is for as long as it runs, and is spread', () => {
    const [container] = pod.containers;
    const asked = [container?.startupProbe, container?.readinessProbe, container?.livenessProbe].filter(Boolean);
    expect(asked).toHaveLength(ends ? 0 : 3);
    expect(pod.topologySpreadConstraints ?? []).toHaveLength(ends ? 0 : 2);
    expect(pod.restartPolicy).toBe(ends ? 'Never' : undefined);
    expect(container?.lifecycle?.preStop === undefined).toBe(ends);
  });

  test('is held by a policy of its own, and by a budget where it stays', () => {
    const all = render(template.metadata?.labels?.app ?? '');
    const holding = (kind: string, field: 'podSelector' | 'selector') =>
      all.filter((each) => {
        const selector = (each.spec as Record<string, { matchLabels?: Record<string, string> }> | undefined)?.[field]?.matchLabels;
        return (
          each.kind === kind && Object.entries(selector ?? { none: '' }).every(([key, value]) => template.metadata?.labels?.[key] === value)
        );
      });
    expect(holding('NetworkPolicy', 'podSelector')).toHaveLength(1);
    expect(holding('PodDisruptionBudget', 'selector')).toHaveLength(ends ? 0 : 1);
    expect(all.filter((each) => each.kind === 'VerticalPodAutoscaler' && each.metadata.name === json.metadata.name)).toHaveLength(
      ends ? 0 : 1,
    );
  });
});

describe('a worker', () => {
  test('is a second Deployment with what belongs to it', () =>
    expect(names(render('kitchen')).filter((each) => each.endsWith(' kitchen-worker'))).toEqual(
      [
        ...['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'ScaledObject', 'Service', 'ServiceMonitor', 'TriggerAuthentication'],
        'VerticalPodAutoscaler',
      ].map((kind) => `${kind} kitchen-worker`),
    ));

  test('is told what it is for, and so are the pods beside it', () => {
    const told = (name: string) =>
      specOf<{ template: IPodTemplateSpec }>('Deployment', name, render('kitchen')).template.spec?.containers[0]?.env;
    expect(told('kitchen')).toEqual([{ name: 'ROLE', value: 'api' }]);
    expect(told('kitchen-worker')).toEqual([
      // The configuration of the service is written for pods of 1Gi.
      { name: 'NODE_OPTIONS', value: '--max-old-space-size=192' },
      { name: 'ROLE', value: 'worker' },
    ]);
  });

  test('is scaled on what waits, and never past the partitions where events are all that it has', () => {
    const scaled = (name: string) => specOf<Record<string, unknown>>('ScaledObject', `${name}-worker`, render(name));
    expect(scaled('kitchen')).toMatchObject({ minReplicaCount: 3, maxReplicaCount: 12, fallback: { behavior: 'currentReplicasIfHigher' } });
    expect((scaled('kitchen').triggers as { type: string; metadata: object }[]).map(({ type }) => type)).toEqual([
      'aws-cloudwatch',
      'aws-sqs-queue',
      'aws-sqs-queue',
    ]);
    expect(scaled('waiter')).toMatchObject({ maxReplicaCount: 3, triggers: [{ metadata: { targetMetricValue: '500' } }] });
  });

  test('is reached by the scraper and by nobody else, and goes wherever the service goes', () => {
    const policies = ['waiter', 'waiter-worker'].map((name) => specOf<INetworkPolicySpec>('NetworkPolicy', name, render('waiter')));
    expect(policies[1]?.ingress).toHaveLength(1);
    expect(policies[1]?.egress).toEqual(policies[0]?.egress);
  });
});

test('a store keeps its disks, has a name for each pod, and no scaler', () => {
  const objects = render('cellar');
  expect(specOf('StatefulSet', 'cellar', objects)).toMatchObject({
    ...{ replicas: 3, serviceName: 'cellar-peers', persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } },
    volumeClaimTemplates: [{ spec: { storageClassName: 'fast', resources: { requests: { storage: '10Gi' } } } }],
    template: { spec: { nodeSelector: { 'node-role': 'storage' }, tolerations: [{ key: 'node-role', value: 'storage' }] } },
  });
  expect(names(objects).filter((each) => /^(HorizontalPodAutoscaler|ScaledObject|ServiceMonitor) /.test(each))).toEqual([]);
  expect(specOf('Service', 'cellar', objects)).toMatchObject({
    ports: [
      { name: 'tap', port: 79, targetPort: 'tap', appProtocol: 'tcp' },
      { name: 'grpc', port: 7100, targetPort: 'grpc', appProtocol: 'grpc' },
    ],
  });
  const { ingress } = specOf<INetworkPolicySpec>('NetworkPolicy', 'cellar', objects);
  const callers = ingress?.flatMap(({ from = [] }) =>
    from.map(({ podSelector }) => Object.values(podSelector?.matchLabels ?? {}).join(' ')),
  );
  expect(callers).toEqual(['cellar api', 'clock task', 'menu api']);
});

test('a task runs where it belongs, and in a region that stands by not at all', () => {
  const [nightly, learn] = [
    specOf<ICronJobSpec>('CronJob', 'clock-nightly', render('clock')).jobTemplate.spec?.template.spec,
    specOf<{ template: IPodTemplateSpec }>('Job', 'clock-learn', render('clock')).template.spec,
  ];
  expect([nightly, learn].map((pod) => pod?.nodeSelector)).toEqual([{ 'node-role': 'spot' }, { 'node-role': 'gpu' }]);
  expect(learn?.containers[0]?.resources).toMatchObject({ requests: { 'nvidia.com/gpu': '2' }, limits: { 'nvidia.com/gpu': '2' } });
  expect(specOf('CronJob', 'clock-nightly', render('clock', standby))).toMatchObject({ suspend: true });
  expect(names(render('clock', standby))).not.toContain('Job clock-learn');
  expect(names(render('clock')).filter((each) => /^(Deployment|Service|HorizontalPodAutoscaler) /.test(each))).toEqual([]);
});

test('requests and a gauge of its own add pods where somebody measures them, and CPU always does', () => {
  const { triggers } = specOf<{ triggers: { type: string; metadata: Record<string, string> }[] }>('ScaledObject', 'menu', render('menu'));
  expect(triggers.map(({ type, metadata }) => [type, metadata.query ?? metadata.value])).toEqual([
    ['cpu', '65'],
    ['prometheus', 'sum(rate(http_requests_total{namespace="restaurant",service="menu"}[2m]))'],
    ['prometheus', 'sum(menu_open{namespace="restaurant",service="menu"})'],
  ]);
  expect(names(render('menu', { ...active, prometheus: undefined }))).toContain('HorizontalPodAutoscaler menu');
});

test('an image from elsewhere is told what its definition names, and nothing of the kit', () => {
  const { data } = (render('clock').find(({ kind }) => kind === 'ConfigMap') ?? {}) as { data?: object };
  expect(data).toMatchObject({
    CELLAR: 'cellar.restaurant.svc.cluster.local:7100',
    CELLAR_URL: 'http://cellar.restaurant.svc.cluster.local:79',
  });
  expect(Object.keys(data as object).filter((name) => !/^(CELLAR|CELLAR_URL|CLIENT_SECRET_FILE)$/.test(name))).toEqual([]);
});

test('a quota counts everything: pods of workers and tasks, disks and GPUs', () => {
  const [namespaces] = renderCluster(platform, active);
  const { hard } = specOf<IResourceQuotaSpec>('ResourceQuota', 'services', namespaces?.objects.map(({ json }) => json) ?? []);
  expect(hard).toMatchObject({ 'requests.nvidia.com/gpu': '2', persistentvolumeclaims: '4', 'requests.storage': '36Gi' });
  expect(Object.keys(hard ?? {})).not.toContain('limits.cpu');
});
