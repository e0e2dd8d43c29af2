import { firstContainer, firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'What is in the environment is inherited by every child process, printed by every crash report, and old until the pod is replaced.',
  elsewhere: {
    'kube-linter': ['read-secret-from-env-var'],
    kyverno: ['disallow-secrets-from-env-vars'],
    checkov: ['CKV_K8S_35'],
  },
  incidents: ['I21'],
  *check({ containers }) {
    for (const { app, json, container } of containers) {
      const { name, env = [], envFrom = [] } = container;
      const fix = 'mount the Secret as files, and name the file in the variable';
      for (const { name: variable, valueFrom } of env) {
        if (!valueFrom?.secretKeyRef) continue;
        const { name: secret, key } = valueFrom.secretKeyRef;
        yield { app, json, fact: `container '${name}' has key '${key}' of Secret '${secret}' in its variable '${variable}'`, fix };
      }
      for (const { secretRef } of envFrom)
        if (secretRef) yield { app, json, fact: `container '${name}' has all of Secret '${secretRef.name}' in its environment`, fix };
    }
  },
  mutation: (apps) => {
    const name = firstPod(apps).volumes?.find(({ secret }) => secret)?.secret?.secretName;
    const made = apps
      .flatMap(({ objects }) => objects)
      .find(({ json }) => json.kind === 'ExternalSecret' && json.spec.target.name === name);
    if (name === undefined || made === undefined) throw new RangeError('no secret that is mounted');
    const secretKeyRef = { name, key: made.json.spec.data[0].secretKey };
    firstContainer(apps).env = [{ name: 'LOGIN', valueFrom: { secretKeyRef } }];
  },
});
