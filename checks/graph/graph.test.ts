import { templatesOf } from '#cdk';
import { findingsOf, sceneOf } from '#checks';
import { renderCluster } from '#k8s-constructs/render';
import type { KubernetesJson, Platform, RenderedApp } from '#model';
import { manyServices, samplePlatform } from '#model/sample';
import { restaurant } from '../../cdk/testing';
import callBlocked from '../call-blocked-by-policy';
import callNotDeclared from '../call-not-declared';
import type { MutableObject, Scene } from '../mechanism/rule';
import { drawingOf, graphOf, neighbourhoodOf, toMermaid, treeOf } from '.';
import type { Graph, Node } from './graph';
import { metricsIn } from './read/metrics';
import { LabelIndex, type Selector, selects } from './selector';

const sceneFor = (platform: Platform, change: (apps: RenderedApp[]) => void = () => undefined): Scene => {
  const [cluster] = platform.clusters;
  if (cluster === undefined) throw new Error('the platform has no cluster');
  const apps = [...renderCluster(platform, cluster)].map((app) => ({
    ...app,
    objects: app.objects.map(({ json, model }) => ({ json: structuredClone(json), model })),
  }));
  change(apps);
  return sceneOf(platform, cluster, apps);
};

const platform = samplePlatform();
const { graph } = sceneFor(platform);

const nodeOf = ({ nodes }: Graph, id: string): Node => {
  const node = nodes.get(id);
  if (node === undefined) throw new RangeError(`no ${id}`);
  return node;
};

test('shows what a service needs, what it is made of and what needs it', () => {
  const near = neighbourhoodOf(graph, nodeOf(graph, 'service menu'));
  expect(treeOf(graph, near).join('\n')).toMatchInlineSnapshot(`
    "needs
    ├─ stored in
    │  └─ cache [port 6379]
    ├─ uses
    │  ├─ ClusterSecretStore vault  <- ExternalSecret restaurant/menu-cache
    │  ├─ secret restaurant/open/menu/cache host  <- ExternalSecret restaurant/menu-cache
    │  ├─ secret restaurant/open/menu/cache password  <- ExternalSecret restaurant/menu-cache
    │  ├─ secret restaurant/open/menu/cache port  <- ExternalSecret restaurant/menu-cache
    │  ├─ secret restaurant/open/menu/cache username  <- ExternalSecret restaurant/menu-cache
    │  ├─ network range 10.200.208.0/22  <- NetworkPolicy restaurant/menu
    │  ├─ network range 10.200.212.0/22  <- NetworkPolicy restaurant/menu
    │  ├─ network range 10.200.216.0/22  <- NetworkPolicy restaurant/menu
    │  ├─ repository 999999999999.dkr.ecr.ap-south-1.amazonaws.com/menu  <- Deployment restaurant/menu
    │  ├─ node label general  <- Deployment restaurant/menu
    │  ├─ host name api.restaurant.example.org in zone restaurant.example.org  <- HTTPRoute restaurant/menu
    │  └─ PriorityClass service-standard  <- pods of menu
    ├─ lets in
    │  ├─ pods of waiter  <- NetworkPolicy restaurant/menu
    │  ├─ pods of door  <- NetworkPolicy restaurant/menu
    │  └─ pods of scraper  <- NetworkPolicy restaurant/menu
    ├─ lets out to
    │  └─ the DNS of the cluster  <- NetworkPolicy restaurant/menu
    ├─ attaches to
    │  └─ Gateway door/door  <- HTTPRoute restaurant/menu
    ├─ answers for
    │  └─ api.restaurant.example.org  <- HTTPRoute restaurant/menu
    ├─ of kind
    │  ├─ ExternalSecret.external-secrets.io  <- ExternalSecret restaurant/menu-cache
    │  ├─ ServiceAccount  <- ServiceAccount restaurant/menu
    │  ├─ ConfigMap  <- ConfigMap restaurant/menu
    │  ├─ NetworkPolicy.networking.k8s.io  <- NetworkPolicy restaurant/menu
    │  ├─ Deployment.apps  <- Deployment restaurant/menu
    │  ├─ Service  <- Service restaurant/menu
    │  ├─ HTTPRoute.gateway.networking.k8s.io  <- HTTPRoute restaurant/menu
    │  ├─ HorizontalPodAutoscaler.autoscaling  <- HorizontalPodAutoscaler restaurant/menu
    │  ├─ PodDisruptionBudget.policy  <- PodDisruptionBudget restaurant/menu
    │  └─ ServiceMonitor.monitoring.coreos.com  <- ServiceMonitor restaurant/menu
    └─ in
       └─ Namespace restaurant  <- ExternalSecret restaurant/menu-cache and 9 more
    is made of
    ├─ ExternalSecret restaurant/menu-cache
    │  └─ Secret restaurant/menu-cache
    ├─ ServiceAccount restaurant/menu
    ├─ ConfigMap restaurant/menu
    ├─ NetworkPolicy restaurant/menu
    ├─ Deployment restaurant/menu
    │  └─ pods of menu
    ├─ Service restaurant/menu
    ├─ HTTPRoute restaurant/menu
    ├─ HorizontalPodAutoscaler restaurant/menu
    ├─ PodDisruptionBudget restaurant/menu
    └─ ServiceMonitor restaurant/menu
    is needed by
    ├─ deploys
    │  └─ Application gitops/menu
    ├─ calls
    │  └─ waiter
    ├─ uses
    │  └─ scraper  <- ServiceMonitor restaurant/menu
    ├─ lets out to
    │  └─ NetworkPolicy restaurant/waiter  <- pods of menu
    └─ holds for
       └─ NetworkPolicy restaurant/default-deny  <- pods of menu"
  `);
});

test('draws the same as a flowchart', () => {
  const near = neighbourhoodOf(graph, nodeOf(graph, 'component vault'));
  expect(toMermaid(drawingOf(graph, near, 'vault'))).toMatchInlineSnapshot(`
    "flowchart LR
      n0["vault"]
      n1["ClusterSecretStore vault"]
      n2["ExternalSecret.external-secrets.io"]
      n3["kinds"]
      n4["Application gitops/vault"]
      n5["ExternalSecret restaurant/kitchen-database"]
      n6["ExternalSecret restaurant/kitchen-stream"]
      n7["ExternalSecret restaurant/menu-cache"]
      n8["ExternalSecret restaurant/waiter-database"]
      n9["ExternalSecret restaurant/waiter-stream"]
      n10["ExternalSecret restaurant/waiter-client"]
      n11["ExternalSecret restaurant/waiter-till-key"]
      n0 -->|owns| n1
      n0 -->|installs| n2
      n0 -->|after| n3
      n4 -->|deploys| n0
      n5 -->|uses| n1
      n6 -->|uses| n1
      n7 -->|uses| n1
      n8 -->|uses| n1
      n9 -->|uses| n1
      n10 -->|uses| n1
      n11 -->|uses| n1
    "
  `);
});

test('of the sample everything that is relied on is there', () => expect(graph.dangling()).toEqual([]));

describe('together with the stacks', () => {
  const scene = sceneFor(restaurant);
  const templates = templatesOf(restaurant);
  const whole = graphOf(scene, templates);

  test('everything that is relied on is made by something', () => expect(whole.dangling()).toEqual([]));

  test('says what AWS lets the pods of a service do, with which queue', () => {
    const queue = [...whole.nodes.keys()].find((id) => id.startsWith('queue ')) ?? '';
    const [may] = whole.to(queue, 'may');
    expect(may).toMatchObject({ from: expect.stringContaining('kitchen'), how: expect.stringContaining('sqs:SendMessage') });
    expect(whole.to(may?.from ?? '', 'assumes').map(({ from }) => from)).toEqual(['ServiceAccount restaurant/kitchen']);
  });

  test('a secret that no stack makes is missing', () => {
    const without = templates.map((template) => ({
      ...template,
      resources: Object.fromEntries(Object.entries(template.resources).filter(([, { Type }]) => Type !== 'AWS::SecretsManager::Secret')),
    }));
    expect(
      graphOf(scene, without)
        .dangling()
        .map(({ to }) => to),
    ).toContain('secret restaurant/open/waiter/till-key value');
  });
});

type Change = (object: MutableObject) => void;

test.each<[kind: string, name: string, change: Change, missing: string]>([
  ['Service', 'menu', ({ metadata }) => (metadata.name = 'menus'), 'routes to: port restaurant/menu:7001'],
  [
    'Service',
    'menu',
    ({ spec }) => (spec.ports[0].targetPort = 'https'),
    'leads to: container port pods Deployment.apps restaurant/menu:https',
  ],
  ['ServiceMonitor', 'menu', ({ spec }) => (spec.endpoints[0].port = 'metrics'), 'scrapes: port restaurant/menu:metrics'],
  ['HTTPRoute', 'menu', ({ spec }) => (spec.parentRefs[0].name = 'window'), 'attaches to: Gateway.gateway.networking.k8s.io door/window'],
  ['HorizontalPodAutoscaler', 'menu', ({ spec }) => (spec.scaleTargetRef.name = 'card'), 'scales: Deployment.apps restaurant/card'],
  ['ConfigMap', 'menu', ({ metadata }) => (metadata.name = 'card'), 'uses: ConfigMap restaurant/menu'],
  ['ServiceAccount', 'menu', ({ metadata }) => (metadata.name = 'card'), 'runs as: ServiceAccount restaurant/menu'],
  ['ExternalSecret', 'menu-cache', ({ spec }) => (spec.target.name = 'card'), 'mounts: Secret restaurant/menu-cache'],
  ['ExternalSecret', 'menu-cache', ({ spec }) => (spec.secretStoreRef.name = 'safe'), 'uses: ClusterSecretStore.external-secrets.io safe'],
  ['Namespace', 'restaurant', ({ metadata }) => (metadata.name = 'diner'), 'in: Namespace restaurant'],
  [
    'PriorityClass',
    'service-standard',
    ({ metadata }) => (metadata.name = 'any'),
    'uses: PriorityClass.scheduling.k8s.io service-standard',
  ],
  ['Role', 'team', ({ metadata }) => (metadata.name = 'crew'), 'binds: Role.rbac.authorization.k8s.io restaurant/team'],
  ['Application', 'menu', ({ spec }) => (spec.project = 'nobody'), 'uses: AppProject.argoproj.io gitops/nobody'],
])('%s %s: what relies on it, or what it relies on, is missing', (kind, name, change, missing) => {
  const changed = sceneFor(platform, (apps) => {
    for (const { json } of apps.flatMap(({ objects }) => objects) as { json: KubernetesJson }[])
      if (json.kind === kind && json.metadata.name === name) change(json as MutableObject);
  });
  const found = changed.graph.dangling().map(({ type, to }) => `${type}: ${to}`);
  expect(found).toContain(missing);
});

test('selectors match as Kubernetes does, with an index or without', () => {
  const items = ['a', 'b'].flatMap((namespace) =>
    ['1', '2', '3'].map((app) => ({ namespace, labels: { app, tier: app === '1' ? 'x' : 'y' } })),
  );
  const index = new LabelIndex(items);
  const selectors: Selector[] = [
    {},
    { matchLabels: { app: '1' } },
    { matchLabels: { tier: 'y', app: '2' } },
    { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['1'] }] },
  ];
  for (const selector of selectors)
    expect(index.select('a', selector)).toEqual(items.filter(({ namespace, labels }) => namespace === 'a' && selects(selector, labels)));
});

test.each([
  ['sum by (pod) (rate(http_requests_total{code=~"5.."}[5m])) / on (pod) group_left (node) up', ['http_requests_total', 'up']],
  ['job:errors:ratio5m > 0.1 and absent(probe_success) == 1', ['job:errors:ratio5m', 'probe_success']],
  ['histogram_quantile(0.99, sum without (le) (latency_bucket offset 5m))', ['latency_bucket']],
  ['vector(1)', []],
])('the metrics of %s', (query, metrics) => expect(metricsIn(query)).toEqual(metrics));

test('grows with the platform and no faster, and so do its questions', () => {
  const rules = [
    { id: 'call-blocked-by-policy', ...callBlocked },
    { id: 'call-not-declared', ...callNotDeclared },
  ];
  const measured = (count: number) => {
    const many = samplePlatform(manyServices(count, 1));
    const times = [1, 2, 3].map(() => {
      const scene = sceneFor(many);
      const started = performance.now();
      const { nodes, edges } = scene.graph;
      expect(findingsOf(rules, scene).findings).toEqual([]);
      return { things: nodes.size + edges.length, milliseconds: performance.now() - started };
    });
    return { things: times[0]?.things ?? 0, milliseconds: Math.min(...times.map(({ milliseconds }) => milliseconds)) };
  };
  const [few, lots] = [measured(20), measured(200)];
  expect(lots.things).toBeLessThan(few.things * 10);
  // What looks at every pair takes a hundred times as long.
  expect(lots.milliseconds).toBeLessThan(few.milliseconds * 40);
});
