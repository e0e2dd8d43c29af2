import { didYouMean } from '#model';
import { type Selector, selects } from './graph/selector';
import { firstOf } from './mechanism/pods';
import { defineRule, type Located, type Violation } from './mechanism/rule';
import { policiesOf } from './policies';
import { webhookOf } from './policies/webhooks';

/** Namespaces that Kubernetes makes itself. */
const given = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

const byName = 'kubernetes.io/metadata.name';

/** Namespaces that a selector calls by their names. */
const named = ({ matchLabels = {}, matchExpressions = [] }: Selector): string[] => [
  ...(matchLabels[byName] ? [matchLabels[byName]] : []),
  ...matchExpressions.flatMap(({ key, values = [] }) => (key === byName ? values : [])),
];

export default defineRule({
  why: 'A policy whose namespace is misspelt judges nothing, and an exception or exclusion of one excepts nothing.',
  incidents: ['I15'],
  *check(scene): Generator<Violation> {
    const rendered = scene.objects.filter(({ json }) => json.kind === 'Namespace').map(({ json }) => json.metadata);
    const known = [...rendered.map(({ name }) => name), ...given];
    const unknown = function* (at: Located, names: readonly string[], file?: string): Generator<Violation> {
      for (const name of names.filter((each) => !known.includes(each)))
        yield {
          ...at,
          ...(file && { file }),
          fact: `names namespace '${name}', which is not on the cluster`,
          fix: didYouMean(name, known, 'name one that is rendered'),
        };
    };
    for (const { at, namespaceSelector, exceptions } of policiesOf(scene)) {
      yield* unknown(at, named(namespaceSelector));
      for (const exception of exceptions) yield* unknown(exception.at, exception.note.namespace ? [exception.note.namespace] : []);
      const { matchLabels = {} } = namespaceSelector;
      const others = Object.keys(matchLabels).filter((key) => key !== byName);
      // Where no service is, there is nothing yet that a policy of services could judge.
      if (
        others.length > 0 &&
        scene.platform.in(scene.cluster.environment.name).services.length > 0 &&
        !rendered.some(({ labels = {} }) => selects({ matchLabels }, labels))
      )
        yield {
          ...at,
          fact: `selects namespaces by ${others.join(', ')}, and none has that`,
          fix: 'use the label of the namespaces of services',
        };
    }
    const webhook = webhookOf(scene);
    if (webhook) yield* unknown(webhook.at, named(webhook.namespaceSelector), webhook.component.file);
  },
  mutation: (apps) => {
    const policy = firstOf(apps, 'ValidatingPolicy');
    policy.spec.matchConstraints.namespaceSelector = { matchExpressions: [{ key: byName, operator: 'In', values: ['defualt'] }] };
  },
});
