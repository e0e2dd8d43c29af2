import type { IServiceSpec } from 'kubernetes-models/v1/ServiceSpec';
import { objectName } from '#model';
import { inWords, LabelIndex } from './graph/selector';
import { defineRule, type Located, type Scene } from './mechanism/rule';
import { copyOf } from './references/copies';

export default defineRule({
  why: 'Callers of one Service are answered by the pods of another workload, by a worker that does not listen, or by a job that ends.',
  elsewhere: { kyverno: ['require-unique-service-selector'] },
  incidents: ['I03'],
  *check(scene) {
    const pods = new LabelIndex(scene.pods.map((pod) => ({ ...pod, namespace: pod.json.metadata.namespace ?? 'default' })));
    const twins = new Map<string, string>();
    for (const { at, namespace, selector, headless } of selectingServices(scene)) {
      const said = inWords({ matchLabels: selector });
      const workloads = new Map(pods.select(namespace, { matchLabels: selector }).map(({ json }) => [objectName(json), json.kind]));
      if (workloads.size > 1) {
        const fact = `selects '${said}', which are the pods of ${[...workloads.keys()].join(' and ')}`;
        yield { ...at, fact, fix: 'select by what tells one from the other' };
      }
      // A Rollout divides its pods between the Services that it names, by a label that it adds to their selectors.
      if (headless || [...workloads.values()].includes('Rollout')) continue;
      const twin = twins.get(`${namespace} ${said}`);
      twins.set(`${namespace} ${said}`, at.json.metadata.name);
      if (twin) yield { ...at, fact: `selects '${said}', as Service '${twin}' does`, fix: 'remove one of them' };
    }
  },
  mutation: (apps) => {
    copyOf(apps, 'Service', ({ spec }) => spec.selector !== undefined && spec.clusterIP !== 'None');
  },
});

interface Selecting {
  readonly at: Located;
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
  /** Whether it has no address of its own: it names the pods one by one. */
  readonly headless: boolean;
}

const selectingServices = ({ objects }: Scene): Selecting[] =>
  objects.flatMap((at) => {
    const { selector, clusterIP } = at.json.kind === 'Service' ? (at.json.spec as IServiceSpec) : {};
    return selector ? [{ at, namespace: at.json.metadata.namespace ?? 'default', selector, headless: clusterIP === 'None' }] : [];
  });
