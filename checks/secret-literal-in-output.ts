import type { KubernetesJson } from '#model';
import { isSecretSetting, secretIn } from './literals/patterns';
import { textOf } from './literals/texts';
import { firstOf } from './mechanism/pods';
import { defineRule, type Scene, type Violation } from './mechanism/rule';

const fix = 'revoke it, keep the new one in the external store, and mount it as a file';

export default defineRule({
  why: 'What is written into Git is known to everybody who ever cloned it, and to everybody who may look at the object.',
  elsewhere: {
    'kube-linter': ['env-var-secret'],
    polaris: ['sensitiveContainerEnvVar', 'sensitiveConfigmapContent'],
    nsa: ['C-0012'],
  },
  incidents: ['I21'],
  *check(scene) {
    yield* byName(scene);
    for (const { app, json } of scene.objects) {
      // The kind of secret only; a message must not spread the value further. A Secret has a rule of its own.
      const found = json.kind === 'Secret' ? undefined : secretIn(textOf(json));
      if (found) yield { app, json, fact: `has ${found} in it`, fix };
    }
    for (const app of scene.apps)
      for (const [name, document] of Object.entries(app.documents ?? {})) {
        const found = secretIn(textOf(document));
        const [at] = app.objects;
        if (found && at) yield { app, json: at.json, fact: `stands beside ${name}, which has ${found} in it`, fix };
      }
  },
  mutation: (apps) => {
    firstOf(apps, 'ConfigMap').data.MAIL_PASSWORD = 'correct-horse';
  },
});

/** Settings whose names say that they are secret: variables of containers, and keys of ConfigMaps. */
function* byName({ objects, containers }: Scene): Generator<Violation> {
  for (const { app, json, container } of containers)
    for (const { name, value = '' } of container.env ?? [])
      if (isSecretSetting(name, value)) yield { app, json, fact: `container '${container.name}' has '${name}' written out`, fix };
  for (const { app, json } of objects)
    for (const [name, value] of Object.entries(dataOf(json)))
      if (isSecretSetting(name, value)) yield { app, json, fact: `has '${name}' written out`, fix };
}

const dataOf = (json: KubernetesJson): Readonly<Record<string, string>> =>
  json.kind === 'ConfigMap' ? ((json.data as Record<string, string> | undefined) ?? {}) : {};
