import { isEmpty } from './graph/selector';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'Pods for which nobody has written a policy reach everything, and everything reaches them.',
  elsewhere: {
    'kube-linter': ['non-isolated-pod'],
    'kube-score': ['pod-networkpolicy'],
    polaris: ['missingNetworkPolicy'],
    kyverno: ['add-network-policy'],
    checkov: ['CKV2_K8S_6'],
    nsa: ['C-0030', 'C-0054'],
  },
  incidents: ['I30'],
  *check({ objects, reach }) {
    const closed = new Set(
      reach.policies
        .filter(({ selector, ingress, egress }) => isEmpty(selector) && ingress?.length === 0 && egress?.length === 0)
        .map(({ namespace }) => namespace),
    );
    for (const { app, json } of objects)
      if (json.kind === 'Namespace' && !closed.has(json.metadata.name))
        yield {
          app,
          json,
          fact: 'has no NetworkPolicy that closes it',
          fix: "add one with podSelector {}, policyTypes ['Ingress', 'Egress'] and no rules",
        };
  },
  mutation: (apps) => {
    for (const { objects } of apps) {
      const tenant = objects.find(({ json }) => json.kind === 'Namespace' && json.metadata.labels.tenant === 'true');
      const policy = objects.findIndex(
        ({ json }) => json.kind === 'NetworkPolicy' && json.metadata.namespace === tenant?.json.metadata.name,
      );
      if (tenant && policy >= 0) objects.splice(policy, 1);
    }
  },
});
