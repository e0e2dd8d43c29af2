import { didYouMean } from '#model';
import { containersOf, firstOf } from './mechanism/pods';
import { defineRule, type Located, type Scene } from './mechanism/rule';
import { scalingOf } from './scaling/read';

interface Metric {
  readonly type: string;
  readonly pods?: { readonly metric: { readonly name: string } };
  readonly object?: { readonly metric: { readonly name: string } };
  readonly external?: { readonly metric: { readonly name: string } };
}

interface ScaledSpec {
  readonly triggers?: readonly { readonly name?: string; readonly type: string }[];
  readonly advanced?: { readonly scalingModifiers?: { readonly formula?: string } };
}

/** Charts that answer for figures which are neither CPU nor memory, to whoever asks the API server. */
const adapters = ['prometheus-adapter', 'k8s-cloudwatch-adapter', 'datadog'];

/** Figures of a HorizontalPodAutoscaler that somebody beside Kubernetes must answer for. */
const asked = ({ json }: Located): string[] =>
  ((json.spec as { readonly metrics?: readonly Metric[] }).metrics ?? []).flatMap(
    ({ pods, object, external }) => (pods ?? object ?? external)?.metric.name ?? [],
  );

/** Words of a formula that stand for a figure, and not for a function or a comparison. */
const wordsOf = (formula: string): string[] =>
  [...formula.matchAll(/[A-Za-z_]\w*(?!\w*\s*\()/g)].map(([word]) => word).filter((word) => !/^(and|or|not|in|true|false|nil)$/.test(word));

/** Triggers that a formula counts with, and that there are not. */
const unknownIn = ({ json }: Located): { word: string; known: string[] }[] => {
  const { triggers = [], advanced } = json.spec as ScaledSpec;
  const known = triggers.flatMap(({ name }) => name ?? []);
  return wordsOf(advanced?.scalingModifiers?.formula ?? '')
    .filter((word) => !known.includes(word))
    .map((word) => ({ word, known }));
};

/** Containers that are measured, and that the pods do not have. */
const unmeasured = (scene: Scene): { at: Located; container: string; known: string[] }[] =>
  scalingOf(scene).staying.flatMap((pod) =>
    (pod.autoscaler?.utilizations ?? []).flatMap(({ container }) => {
      const known = containersOf(pod).map((each) => each.container.name);
      return container === undefined || known.includes(container) || pod.autoscaler === undefined
        ? []
        : [{ at: pod.autoscaler, container, known }];
    }),
  );

export default defineRule({
  why: 'An autoscaler that cannot read its figure leaves the number of pods as it is, at any load.',
  incidents: ['I24'],
  *check(scene) {
    const adapter = scene.cluster.components.some(({ chart }) => chart && adapters.includes(chart.name));
    for (const at of scene.objects) {
      const { app, json } = at;
      if (json.kind === 'HorizontalPodAutoscaler' && !adapter)
        for (const name of asked(at))
          yield {
            app,
            json,
            fact: `scales by '${name}', and no component answers for such figures`,
            fix: 'scale by a ScaledObject of KEDA, or by cpu',
          };
      if (json.kind === 'ScaledObject')
        for (const { word, known } of unknownIn(at))
          yield {
            app,
            json,
            fact: `its formula counts with '${word}', which no trigger is called`,
            fix: didYouMean(word, known, `use ${known.join(', ')}`),
          };
    }
    for (const { at, container, known } of unmeasured(scene))
      yield {
        app: at.app,
        json: at.json,
        fact: `measures the container '${container}', which its pods do not have`,
        fix: didYouMean(container, known, `measure ${known.join(' or ')}`),
      };
  },
  mutation: (apps) => {
    const metric = { name: 'requests_per_second' };
    firstOf(apps, 'HorizontalPodAutoscaler').spec.metrics.push({
      type: 'Pods',
      pods: { metric, target: { type: 'AverageValue', averageValue: '100' } },
    });
  },
});
