import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { isProbed, type ProbeField, probePaths } from './probes/read';

export default defineRule({
  why: 'Traffic reaches pods that cannot answer, one that hangs stays, and one that starts slowly is killed before it is up.',
  elsewhere: {
    'kube-linter': ['no-liveness-probe', 'no-readiness-probe'],
    'kube-score': ['pod-probes'],
    polaris: ['livenessProbeMissing', 'readinessProbeMissing'],
    kyverno: ['require-probes', 'require-pod-probes'],
    checkov: ['CKV_K8S_8', 'CKV_K8S_9'],
  },
  incidents: ['I02'],
  *check({ containers }) {
    for (const pod of containers) {
      const { app, json, container } = pod;
      if (!isProbed(pod)) continue;
      for (const [field, path] of Object.entries(probePaths))
        if (!container[field as ProbeField])
          yield { app, json, fact: `container '${container.name}' has no ${field}`, fix: `set ${field} to an httpGet of '${path}'` };
    }
  },
  mutation: (apps) => {
    delete firstContainer(apps).startupProbe;
  },
});
