import type { Component } from '#model';
import { sourcesIn } from '../applications/read';
import { listIn } from '../graph/lists';
import type { Selector } from '../graph/selector';
import type { Located, Scene } from '../mechanism/rule';

/** The webhook by which a component is asked about objects, as its chart will make it. */
export interface Webhook {
  /** The Application whose values say so. */
  readonly at: Located;
  readonly component: Component;
  /** Whether requests are refused while the component cannot be asked. */
  readonly failsClosed: boolean;
  /** The namespaces about which it is asked. */
  readonly namespaceSelector: Selector;
  /** Whether it is asked about what belongs to no namespace. */
  readonly clusterWide: boolean;
  readonly replicas: number;
  /** Pods that must stay when a node is drained. */
  readonly kept: number;
}

interface KyvernoValues {
  readonly admissionController?: { readonly replicas?: number; readonly podDisruptionBudget?: { readonly enabled?: boolean } };
  readonly config?: { readonly excludeKyvernoNamespace?: boolean; readonly webhooks?: { readonly namespaceSelector?: Selector } };
  readonly features?: { readonly forceFailurePolicyIgnore?: { readonly enabled?: boolean } };
}

interface GatekeeperValues {
  readonly replicas?: number;
  readonly pdb?: { readonly controllerManager?: { readonly minAvailable?: number } };
  readonly validatingWebhookFailurePolicy?: string;
  readonly validatingWebhookCheckIgnoreFailurePolicy?: string;
  readonly validatingWebhookScope?: string;
  readonly validatingWebhookExemptNamespacesLabels?: Readonly<Record<string, readonly string[]>>;
}

const byName = 'kubernetes.io/metadata.name';

type Facts = Omit<Webhook, 'at' | 'component'>;

/** What a chart makes of its values; what they leave out is the chart's default. */
const readers = {
  kyverno: ({ admissionController: { replicas = 1, podDisruptionBudget } = {}, config = {}, features }: KyvernoValues): Facts => ({
    // Each policy says itself how it fails; the webhooks follow.
    failsClosed: features?.forceFailurePolicyIgnore?.enabled !== true,
    namespaceSelector: {
      ...config.webhooks?.namespaceSelector,
      matchExpressions: config.webhooks?.namespaceSelector
        ? listIn(config.webhooks.namespaceSelector.matchExpressions)
        : [{ key: byName, operator: 'NotIn', values: ['kube-system'] }],
    },
    clusterWide: false,
    replicas,
    kept: podDisruptionBudget?.enabled ? 1 : 0,
  }),
  gatekeeper: (values: GatekeeperValues): Facts => ({
    failsClosed: values.validatingWebhookFailurePolicy === 'Fail' || values.validatingWebhookCheckIgnoreFailurePolicy !== 'Ignore',
    namespaceSelector: {
      matchExpressions: Object.entries(values.validatingWebhookExemptNamespacesLabels ?? {}).map(([key, list]) => ({
        key,
        operator: 'NotIn',
        values: list,
      })),
    },
    clusterWide: values.validatingWebhookScope !== 'Namespaced',
    replicas: values.replicas ?? 3,
    kept: values.pdb?.controllerManager?.minAvailable ?? 1,
  }),
};

/** The webhook of the holder of the role `policy`, where there is one and something deploys it. */
export const webhookOf = ({ cluster, objects }: Scene): Webhook | undefined => {
  const component = cluster.components.find(({ name }) => name === cluster.environment.roles.policy);
  const at = objects.find(({ json }) => json.kind === 'Application' && json.metadata.name === component?.name);
  if (component === undefined || at === undefined || cluster.policy === undefined) return undefined;
  const values = sourcesIn(at.json).find(({ helm }) => helm)?.helm?.valuesObject ?? {};
  return { at, component, ...readers[cluster.policy](values) };
};
