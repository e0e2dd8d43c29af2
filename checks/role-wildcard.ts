import { grantMore, grantsOf } from './access/grants';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'A wildcard also stands for what is installed next year, secrets and webhooks included.',
  elsewhere: {
    'kube-linter': ['wildcard-in-rules'],
    kyverno: ['restrict-wildcard-verbs', 'restrict-wildcard-resources'],
    checkov: ['CKV_K8S_49'],
  },
  *check(scene) {
    for (const { app, json, groups, resources, verbs } of grantsOf(scene))
      for (const [field, values] of Object.entries({ apiGroups: groups, resources, verbs })) {
        const wild = values.find((value) => value.includes('*'));
        if (wild) yield { app, json, fact: `grants ${field} '${wild}'`, fix: `name the ${field} that are needed` };
      }
  },
  mutation: (apps) => grantMore(apps, { apiGroups: ['batch'], resources: ['jobs'], verbs: ['*'] }),
});
