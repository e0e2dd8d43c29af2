import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { firstOf } from './mechanism/pods';
import { defineRule, type MutableObject } from './mechanism/rule';

export default defineRule({
  why: 'The namespace default has no quota, no owner, no network policy and no Pod Security: what lands there by a slip is held by nothing.',
  elsewhere: { 'kube-linter': ['use-namespace'], kyverno: ['disallow-default-namespace'], checkov: ['CKV_K8S_21'] },
  *check({ objects }) {
    for (const { app, json } of objects)
      if (json.metadata.namespace === 'default')
        yield { app, json, fact: "is in the namespace 'default'", fix: "set metadata.namespace to one of the platform's" };
  },
  mutation: (apps) => {
    const { labels } = firstOf(apps, 'ConfigMap').metadata;
    const stray = new ConfigMap({ metadata: { name: 'stray', namespace: 'default', labels }, data: { COLOUR: 'blue' } });
    apps[0]?.objects.push({ json: stray.toJSON() as MutableObject, model: stray });
  },
});
