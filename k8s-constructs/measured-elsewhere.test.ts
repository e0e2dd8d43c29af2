import { type Cluster, type KubernetesJson, type RequestSeries, rolloutOf, type Service, seriesOf } from '#model';
import { samplePlatform } from '#model/sample';
import { renderService } from './render';

const platform = samplePlatform();
const [sample] = platform.clusters as [Cluster];

const edges = [0.1, 0.25, 0.5, 1];
const atDoor: RequestSeries = {
  ...{ requests: 'door_requests_total', failed: 'code=~"5.."', durations: 'door_latency_ms', secondsPerUnit: 0.001, edges },
  of: ({ name }) => [`behind="${name}"`],
};
const inPods: RequestSeries = {
  ...{ requests: 'proxy_responses_total', failed: 'class="failure"', durations: 'proxy_latency_seconds', edges },
  of: ({ name, namespace }) => [`namespace="${namespace}"`, `job="${name}"`],
  fromPods: { port: 4191, portName: 'proxy-admin' },
};

const kinds = ['AnalysisTemplate', 'HorizontalPodAutoscaler', 'PodMonitor', 'PrometheusRule', 'Rollout'];
const base = {
  ...sample,
  prometheus: 'http://prometheus.scraper:9090' as const,
  installs: (version: string, kind: string) => sample.installs(version, kind) || kinds.includes(kind),
};
const gated = { ...base, gateway: { ...base.gateway, requests: atDoor } } as Cluster;
const meshed: Cluster = { ...gated, mesh: { authorization: 'linkerd', namespace: {}, requests: inPods } };

const image: Service = {
  ...platform.service('waiter'),
  ...{ image: 'images.example.org/waiter', probes: { ready: { http: '/up' } }, slo: { availability: 99.9 } },
};

const render = (on: Cluster, service = image): KubernetesJson[] =>
  renderService(platform, on, service).objects.map(({ json, model }) => {
    model?.validate();
    return json;
  });

const named = (objects: readonly KubernetesJson[], kind: string) => objects.find((each) => each.kind === kind);

/** What is recorded about events, which everything else follows from. */
const eventsOf = (objects: readonly KubernetesJson[]) => {
  const rules = named(objects, 'PrometheusRule')?.spec as
    | { groups: { rules: { record: string; expr: string; labels: object }[] }[] }
    | undefined;
  return rules?.groups[0]?.rules.filter(({ record }) => /^slo:sli_(bad|total)/.test(record));
};

test('a gateway measures what a public image promises, at the next limit at which it counts', () =>
  expect(eventsOf(render(gated))).toMatchSnapshot());

test('a mesh is asked rather than a gateway, and its proxies are scraped', () => {
  const objects = render(meshed);
  expect(eventsOf(objects)).toMatchSnapshot();
  expect(named(objects, 'PodMonitor')?.spec).toMatchSnapshot();
  expect(JSON.stringify(named(objects, 'NetworkPolicy')?.spec)).toContain('"port":4191');
});

test('nothing is promised by an image that does not say so, that nobody calls from outside, or that nobody scrapes', () => {
  const [{ slo: _, ...silent }, inside] = [image, { ...image, http: { ...image.http, exposure: 'cluster' } } as Service];
  for (const [on, service] of [
    [meshed, silent],
    [gated, inside],
    [{ ...meshed, scraper: undefined }, image],
  ] as const) {
    expect(seriesOf(service, on)).toBeUndefined();
    expect(named(render(on, service), 'PrometheusRule')).toBeUndefined();
  }
});

describe('a new version', () => {
  test('is judged by the proxies of its own pods', () => {
    const objects = render({ ...meshed, delivery: 'rollout' });
    expect(JSON.stringify(named(objects, 'AnalysisTemplate')?.spec)).toContain(
      'job=\\"waiter\\",rollouts_pod_template_hash=\\"{{args.version}}\\",class=\\"failure\\"',
    );
    expect(named(objects, 'PodMonitor')?.spec).toMatchObject({ podTargetLabels: ['rollouts-pod-template-hash'] });
  });

  test('beside the old one, by those of its track', () => {
    const objects = render({ ...meshed, delivery: 'canary' });
    const failures = objects.find(({ metadata }) => metadata.name === 'waiter-failures');
    expect(JSON.stringify(failures?.spec)).toContain('job=\\"waiter\\",release_track=\\"waiter\\",class=\\"failure\\"');
    expect(named(objects, 'PodMonitor')?.spec).toMatchObject({ podTargetLabels: ['release-track'] });
  });

  test('comes in pod by pod where versions look alike, or where all at once nothing could be scraped before', () => {
    expect(rolloutOf(image, { ...gated, delivery: 'rollout' })).toBe('rolling');
    expect(rolloutOf(image, { ...meshed, delivery: 'rollout' })).toBe('canary');
    expect(rolloutOf({ ...image, rollout: 'blue-green' }, { ...meshed, delivery: 'rollout' })).toBe('rolling');
    expect(rolloutOf({ ...image, rollout: 'blue-green', metrics: { path: '/m' } }, { ...meshed, delivery: 'rollout' })).toBe('blue-green');
  });
});
