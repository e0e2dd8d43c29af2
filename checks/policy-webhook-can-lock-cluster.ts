import { sourcesIn } from './applications/read';
import { selects } from './graph/selector';
import { defineRule, type MutableObject, type Scene, type Violation } from './mechanism/rule';
import { namespaceLabels, policiesOf } from './policies';
import { type Webhook, webhookOf } from './policies/webhooks';

/** What the cluster cannot do without while its policies cannot be asked: Kubernetes' own pods, and those that would answer. */
const vital = (holder?: string): string[] => ['kube-system', ...(holder ? [holder] : [])];

function* policyFlaws(scene: Scene, webhook: Webhook | undefined): Generator<Violation> {
  const labels = namespaceLabels(scene);
  for (const { at, failurePolicy, namespaceSelector } of policiesOf(scene)) {
    if (failurePolicy !== 'Fail') continue;
    const covered = vital(webhook?.component.namespace).find((namespace) => selects(namespaceSelector, labels(namespace)));
    if (covered)
      yield {
        ...at,
        fact: `fails closed, and judges namespace '${covered}'`,
        fix: 'let it select the namespaces of services, or fail open',
      };
    if (webhook && webhook.replicas < 2)
      yield {
        ...at,
        fact: `fails closed, and ${webhook.component.name} has ${webhook.replicas} pod`,
        fix: 'let it fail open, or run at least 2',
      };
  }
}

function* webhookFlaws(scene: Scene, { at, component, failsClosed, ...webhook }: Webhook): Generator<Violation> {
  const { file } = component;
  const labels = namespaceLabels(scene);
  const covered = vital(component.namespace).find((namespace) => selects(webhook.namespaceSelector, labels(namespace)));
  if (failsClosed && covered)
    yield { ...at, file, fact: `its webhook fails closed, and is asked about namespace '${covered}'`, fix: 'exclude it in the values' };
  if (failsClosed && webhook.clusterWide)
    yield {
      ...at,
      file,
      fact: 'its webhook fails closed, and is asked about what belongs to no namespace',
      fix: 'let it be asked about namespaced objects only',
    };
  if (scene.cluster.environment.shape === 'full' && (webhook.replicas < 2 || webhook.kept < 1))
    yield {
      ...at,
      file,
      fact: `its webhook has ${webhook.replicas} pods, of which ${webhook.kept} must stay when a node is drained`,
      fix: 'run at least 2, with a disruption budget',
    };
}

export default defineRule({
  why: 'While its policies cannot be asked, the cluster refuses what would bring them back: nothing can be mended but by hand.',
  incidents: ['I15'],
  *check(scene): Generator<Violation> {
    const webhook = webhookOf(scene);
    yield* policyFlaws(scene, webhook);
    if (webhook) yield* webhookFlaws(scene, webhook);
  },
  mutation: (apps) => {
    for (const { objects } of apps)
      for (const { json } of objects) {
        const [source] = sourcesIn<MutableObject>(json);
        source?.helm?.valuesObject?.config?.webhooks?.namespaceSelector.matchExpressions[0].values.shift();
      }
  },
});
