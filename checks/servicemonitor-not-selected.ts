import { sourcesIn } from './applications/read';
import { inWords, isEmpty, type Selector, selects } from './graph/selector';
import { defineRule, type Located, type MutableObject, type Scene, type Violation } from './mechanism/rule';

/** What Prometheus looks for, and the values of its chart that say where and how. */
const looksFor: Readonly<Record<string, string>> = {
  PodMonitor: 'podMonitor',
  Probe: 'probe',
  PrometheusRule: 'rule',
  ScrapeConfig: 'scrapeConfig',
  ServiceMonitor: 'serviceMonitor',
};

/** Of the chart kube-prometheus-stack: `ruleSelector`, `ruleNamespaceSelector`, `ruleSelectorNilUsesHelmValues` and so on. */
type PrometheusSpec = Readonly<Record<string, unknown>>;

export default defineRule({
  why: 'A monitor or rule that Prometheus does not look for is on the cluster and does nothing, and nobody is told.',
  incidents: ['I04'],
  *check(scene) {
    const found = prometheusOf(scene);
    if (found === undefined) return;
    const labelsOf = new Map(
      scene.objects.flatMap(({ json: { kind, metadata } }) =>
        kind === 'Namespace' ? [[metadata.name, metadata.labels ?? {}] as const] : [],
      ),
    );
    for (const at of scene.objects) {
      const what = looksFor[at.json.kind];
      if (what && at.json.apiVersion.startsWith('monitoring.coreos.com/'))
        yield* unseen(at, selectorIn(found, what), (found.spec[`${what}NamespaceSelector`] ?? {}) as Selector, labelsOf);
    }
  },
  mutation: (apps) => {
    const json = apps.flatMap(({ objects }) => objects).find((each) => valuesIn(each.json))?.json;
    if (json === undefined) throw new RangeError('no Prometheus whose values could be changed');
    (valuesIn(json) as MutableObject).prometheus.prometheusSpec.serviceMonitorSelector = { matchLabels: { release: 'monitoring' } };
  },
});

interface Source {
  readonly chart?: string;
  readonly helm?: {
    readonly releaseName?: string;
    readonly valuesObject?: { readonly prometheus?: { readonly prometheusSpec?: PrometheusSpec } };
  };
}

const sourceIn = (json: MutableObject): Source | undefined =>
  sourcesIn<Source>(json).find(({ chart }) => chart === 'kube-prometheus-stack');

const valuesIn = (json: MutableObject): object | undefined => sourceIn(json)?.helm?.valuesObject;

const prometheusOf = ({ objects }: Scene): { spec: PrometheusSpec; release: string } | undefined => {
  for (const { json } of objects) {
    const source = sourceIn(json);
    if (source) return { spec: source.helm?.valuesObject?.prometheus?.prometheusSpec ?? {}, release: source.helm?.releaseName ?? '' };
  }
  return undefined;
};

/** Where nothing is said, the chart selects the label of its own release, unless it is told otherwise. */
const selectorIn = ({ spec, release }: { spec: PrometheusSpec; release: string }, what: string): Selector => {
  const said = (spec[`${what}Selector`] ?? {}) as Selector;
  return isEmpty(said) && spec[`${what}SelectorNilUsesHelmValues`] !== false ? { matchLabels: { release } } : said;
};

function* unseen(
  { app, json }: Located,
  selector: Selector,
  namespaces: Selector,
  labelsOf: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Generator<Violation> {
  const { namespace = 'default', labels = {} } = json.metadata;
  const fix = 'add the labels, or widen the selector in the values of the chart';
  if (!selects(selector, labels)) {
    yield { app, json, fact: `Prometheus looks for '${inWords(selector)}', which it does not have`, fix };
  } else if (!selects(namespaces, labelsOf.get(namespace) ?? {}))
    yield { app, json, fact: `Prometheus looks in namespaces with '${inWords(namespaces)}', which '${namespace}' is not`, fix };
}
