import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** Annotations of which the value becomes configuration, as it stands. */
const snippet = /^nginx\.(?:ingress\.kubernetes\.io|org)\/.*snippets?$/;

/** Keys by which the controller allows them. */
const switches = ['allow-snippet-annotations'];

export default defineRule({
  why: 'Whoever may write an Ingress reads every Secret of the cluster by a line of configuration (CVE-2021-25742).',
  elsewhere: { checkov: ['CKV_K8S_152', 'CKV_K8S_153', 'CKV_K8S_154'] },
  *check({ objects }) {
    for (const { app, json } of objects) {
      const { annotations = {} } = json.metadata;
      for (const name of Object.keys(annotations))
        if (snippet.test(name)) yield { app, json, fact: `has the annotation '${name}'`, fix: 'use the annotation that is made for it' };
      const data = json.kind === 'ConfigMap' ? ((json.data as Record<string, string> | undefined) ?? {}) : {};
      for (const name of switches) if (data[name] === 'true') yield { app, json, fact: `has '${name}' true`, fix: "set it to 'false'" };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'Ingress').metadata.annotations['nginx.ingress.kubernetes.io/configuration-snippet'] = 'return 200;';
  },
});
