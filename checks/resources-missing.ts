import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** What every container says, with a value that suits a small one. Of memory a rule of its own speaks. */
const wanted = [
  ['requests', 'cpu', '50m'],
  ['requests', 'ephemeral-storage', '256Mi'],
  ['limits', 'ephemeral-storage', '512Mi'],
] as const;

export default defineRule({
  why: 'A node is filled with pods whose needs nobody stated, and evicts or throttles them under load.',
  // Without the ids that demand a CPU limit.
  elsewhere: {
    'kube-linter': ['unset-cpu-requirements'],
    'kube-score': ['container-resources', 'container-ephemeral-storage-request-and-limit'],
    polaris: ['cpuRequestsMissing'],
    kyverno: ['require-pod-requests-limits', 'forbid-cpu-limits'],
    checkov: ['CKV_K8S_10'],
    nsa: ['C-0268'],
  },
  *check({ containers }) {
    for (const { app, json, container } of containers) {
      const { name, resources } = container;
      for (const [side, resource, example] of wanted) {
        if (resources?.[side]?.[resource] !== undefined) continue;
        const fix = `set ${side}.${resource} to what it needs, such as '${example}'`;
        yield { app, json, fact: `container '${name}' has no ${side}.${resource}`, fix };
      }
      const limit = resources?.limits?.cpu;
      if (limit === undefined) continue;
      const fix = 'remove limits.cpu, because throttling costs latency and saves nothing';
      yield { app, json, fact: `container '${name}' has limits.cpu '${limit}'`, fix };
    }
  },
  mutation: (apps) => {
    delete firstContainer(apps).resources?.limits?.['ephemeral-storage'];
  },
});
