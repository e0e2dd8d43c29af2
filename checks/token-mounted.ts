import { didYouMean } from '#model';
import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'Whoever gets into a pod with a token speaks to the API server as its account, and a pod whose account does not exist never starts.',
  elsewhere: {
    'kube-linter': ['default-service-account', 'non-existent-service-account'],
    polaris: ['automountServiceAccountToken'],
    kyverno: ['restrict-automount-sa-token', 'disable-automountserviceaccounttoken'],
    checkov: ['CKV_K8S_38', 'CKV_K8S_41', 'CKV_K8S_42'],
    nsa: ['C-0034'],
  },
  *check({ objects, pods }) {
    const accounts = objects.flatMap(({ json: { kind, metadata } }) => (kind === 'ServiceAccount' ? [metadata] : []));
    for (const { app, json, spec } of pods) {
      const { automountServiceAccountToken: mounted, serviceAccountName: account = 'default' } = spec;
      const { name, namespace } = json.metadata;
      if (mounted !== false)
        yield {
          app,
          json,
          fact: `the pod has automountServiceAccountToken ${mounted ?? 'unset'}`,
          fix: 'set automountServiceAccountToken false',
        };
      const there = accounts.flatMap((other) => (other.namespace === namespace ? [other.name] : []));
      if (account === 'default') {
        yield {
          app,
          json,
          fact: "the pod runs as service account 'default'",
          fix: `set serviceAccountName to '${name}' and add a ServiceAccount of that name`,
        };
      } else if (!there.includes(account)) {
        const fix = didYouMean(account, there, `add a ServiceAccount '${account}' to the namespace`);
        yield { app, json, fact: `the pod runs as service account '${account}', which namespace '${namespace}' does not have`, fix };
      }
    }
  },
  mutation: (apps) => {
    firstPod(apps).automountServiceAccountToken = true;
  },
});
