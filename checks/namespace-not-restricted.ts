import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { KubernetesJson } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

const label = (mode: string): string => `pod-security.kubernetes.io/${mode}`;

/** Namespaces of services meet the strictest level in every mode. */
const forServices = { modes: ['enforce', 'warn', 'audit'], levels: ['restricted'] };

/** Namespaces of components enforce a level that is written down; which one, their pods decide. */
const forComponents = { modes: ['enforce'], levels: ['restricted', 'baseline', 'privileged'] };

export default defineRule({
  why: 'One careless pod in the namespace may do on its node and in the network whatever it likes.',
  elsewhere: {
    'kube-linter': ['non-isolated-pod'],
    'kube-score': ['pod-networkpolicy'],
    polaris: ['missingNetworkPolicy'],
    kyverno: ['apply-pss-restricted-profile', 'add-network-policy'],
    checkov: ['CKV_K8S_29', 'CKV_K8S_30', 'CKV2_K8S_6'],
    nsa: ['C-0030'],
  },
  *check({ objects }) {
    const closed = new Set(objects.filter(({ json }) => closesAll(json)).map(({ json }) => json.metadata.namespace));
    for (const { app, json } of objects.filter((object) => object.json.kind === 'Namespace')) {
      const { name, labels = {} } = json.metadata;
      const { modes, levels } = labels.tenant === 'true' ? forServices : forComponents;
      for (const mode of modes) {
        const level = labels[label(mode)];
        if (level !== undefined && levels.includes(level)) continue;
        yield {
          app,
          json,
          fact: `has ${label(mode)} ${level ? `'${level}'` : 'unset'}`,
          fix: `label it ${label(mode)}: ${levels.join(' or ')}`,
        };
      }
      if (closed.has(name)) continue;
      yield {
        app,
        json,
        fact: 'has no NetworkPolicy that closes it',
        fix: "add one with podSelector {}, policyTypes ['Ingress', 'Egress'] and no rules",
      };
    }
  },
  mutation: (apps) => {
    delete firstOf(apps, 'Namespace').metadata.labels[label('enforce')];
  },
});

/** Whether an object is a policy that holds for all pods of its namespace, both ways, and opens nothing. */
const closesAll = ({ kind, spec }: KubernetesJson): boolean => {
  if (kind !== 'NetworkPolicy') return false;
  const { podSelector = {}, policyTypes = [], ingress = [], egress = [] } = spec as INetworkPolicySpec;
  const everyPod = [podSelector.matchLabels, podSelector.matchExpressions].every((part) => Object.keys(part ?? {}).length === 0);
  return everyPod && policyTypes.includes('Ingress') && policyTypes.includes('Egress') && ingress.length + egress.length === 0;
};
