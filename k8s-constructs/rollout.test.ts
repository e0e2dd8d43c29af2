import type { Cluster, KubernetesJson, Service } from '#model';
import { samplePlatform } from '#model/sample';
import { renderService } from './render';

const platform = samplePlatform();
const cluster: Cluster = { ...(platform.clusters[0] as Cluster), delivery: 'rollout', prometheus: 'http://prometheus.scraper:9090' };
const frugal: Cluster = { ...cluster, environment: { ...cluster.environment, shape: 'frugal' } };

const render = (name: string, on: Cluster, changes: Partial<Service> = {}): KubernetesJson[] =>
  renderService(platform, on, { ...platform.service(name), ...changes }).objects.map(({ json, model }) => {
    model?.validate();
    return json;
  });

const kinds = ['AnalysisTemplate', 'Canary', 'Deployment', 'HTTPRoute', 'MetricTemplate', 'Rollout'];
const named = (objects: readonly KubernetesJson[]): string[] =>
  objects
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .sort();

const specOf = (objects: readonly KubernetesJson[], kind: string, name?: string) =>
  objects.find((each) => each.kind === kind && (name === undefined || each.metadata.name === name))?.spec as never;

/** What a Rollout adds to the pods, which are as in any other form. */
const strategyOf = (objects: readonly KubernetesJson[]) => {
  const { template: _, ...rest } = specOf(objects, 'Rollout') as { template: object };
  return rest;
};

describe('a critical service comes in', () => {
  test('by and by, each step judged by what it promises', () => {
    const objects = render('kitchen', cluster);
    expect(named(objects)).toEqual(['AnalysisTemplate kitchen', 'Rollout kitchen']);
    expect(strategyOf(objects)).toMatchSnapshot();
    expect(specOf(objects, 'AnalysisTemplate')).toMatchSnapshot();
  });

  test('all at once where it says so, judged before and after', () => {
    const objects = render('kitchen', cluster, { rollout: 'blue-green' });
    expect(named(objects)).toEqual(['AnalysisTemplate kitchen', 'AnalysisTemplate kitchen-preview', 'Rollout kitchen']);
    expect(strategyOf(objects)).toMatchSnapshot();
    expect(specOf(objects, 'AnalysisTemplate', 'kitchen-preview')).toMatchSnapshot();
  });

  test('beside the old one where the gateway divides callers, whose route is then not ours', () => {
    const objects = render('waiter', { ...cluster, delivery: 'canary' });
    const questions = ['failures', 'slow', 'traffic'].map((question) => `MetricTemplate waiter-${question}`);
    expect(named(objects)).toEqual(['Canary waiter', 'Deployment waiter', ...questions]);
    expect(specOf(objects, 'Canary')).toMatchSnapshot();
    expect(specOf(objects, 'MetricTemplate', 'waiter-failures')).toMatchSnapshot();
  });

  test('all at once beside the old one, judged before by whether it can be scraped and after by what callers meet', () => {
    const objects = render('waiter', { ...cluster, delivery: 'canary' }, { rollout: 'blue-green' });
    const questions = ['failures', 'scraped', 'slow'].map((question) => `MetricTemplate waiter-${question}`);
    expect(named(objects)).toEqual(['Canary waiter', 'Deployment waiter', ...questions]);
    expect(specOf(objects, 'Canary')).toMatchSnapshot();
    expect(specOf(objects, 'MetricTemplate', 'waiter-scraped')).toMatchSnapshot();
    expect(specOf(objects, 'MetricTemplate', 'waiter-failures')).toMatchSnapshot();
  });

  test('all at once where nothing divides its callers: judged before, and then pod by pod', () => {
    const objects = render('kitchen', { ...cluster, delivery: 'canary' }, { rollout: 'blue-green' });
    const { provider, service, analysis } = specOf(objects, 'Canary') as { provider: string; service: object; analysis: object };
    expect(provider).toBe('kubernetes');
    expect(service).not.toHaveProperty('gatewayRefs');
    expect(analysis).toMatchObject({ iterations: 2 });
    expect(analysis).not.toHaveProperty('stepWeights');
  });

  test('as any other where nothing divides its callers, nothing judges, or little is spent', () => {
    for (const on of [{ ...cluster, delivery: 'canary' as const }, { ...cluster, prometheus: undefined }, frugal])
      expect(named(render('kitchen', on))).toEqual(['Deployment kitchen']);
    expect(named(render('kitchen', cluster, { slo: 'none' }))).toEqual(['Deployment kitchen']);
  });
});

test('only the label of its track tells the old version from the new one', () => {
  type Spec = { selector: { matchLabels: object }; template: { metadata: { labels: object } } };
  const { selector, template } = specOf(render('waiter', { ...cluster, delivery: 'canary' }), 'Deployment') as Spec;
  expect(selector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'waiter',
    'app.kubernetes.io/component': 'api',
    'release-track': 'waiter',
  });
  expect(template.metadata.labels).toMatchObject(selector.matchLabels);
});

test('what scales a Rollout names it, and its series tell versions apart', () => {
  const objects = render('kitchen', cluster);
  expect(specOf(objects, 'HorizontalPodAutoscaler')).toMatchObject({
    scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'kitchen' },
  });
  expect(specOf(objects, 'ServiceMonitor')).toMatchObject({ podTargetLabels: ['rollouts-pod-template-hash'] });
  expect(strategyOf(objects)).not.toHaveProperty('replicas');
});
