import { Secret } from 'kubernetes-models/v1/Secret';
import type { KubernetesJson } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule, type MutableObject } from './mechanism/rule';

/** How Argo CD is told of a cluster: a Secret by kind, with a name and an address. What it would log in by stands under `config`. */
const isRegistration = ({ metadata }: KubernetesJson, keys: readonly string[]): boolean =>
  metadata.labels?.['argocd.argoproj.io/secret-type'] === 'cluster' && keys.every((key) => ['name', 'server'].includes(key));

export default defineRule({
  why: 'What is written into Git is known to everybody who ever cloned it, and every sync puts the old value back after a rotation.',
  *check({ objects }) {
    for (const { app, json } of objects) {
      if (json.kind !== 'Secret' || json.apiVersion !== 'v1') continue;
      // The keys only; a message must not spread the values further.
      const keys = Object.keys({ ...(json.data as object), ...(json.stringData as object) });
      if (isRegistration(json, keys)) continue;
      const fact =
        keys.length > 0 ? `is a Secret in Git with ${keys.map((key) => `'${key}'`).join(', ')}` : 'is a Secret in Git, so far without keys';
      yield { app, json, fact, fix: 'keep the values in the external store, rotate them, and write an ExternalSecret in its place' };
    }
  },
  mutation: (apps) => {
    const { namespace, labels } = firstOf(apps, 'Deployment').metadata;
    const secret = new Secret({ metadata: { name: 'leaked', namespace, labels }, stringData: { password: 'hunter2' } });
    apps[0]?.objects.push({ json: secret.toJSON() as MutableObject, model: secret });
  },
});
