import { builtHere, type KubernetesJson } from '#model';
import { amountOf } from './capacity/amounts';
import { firstOf, type PodContainer } from './mechanism/pods';
import { defineRule, type Scene } from './mechanism/rule';

/** The part of its memory that Node.js may use for objects; the rest is for buffers, stacks, code and the runtime itself. */
const share = 0.75;

export default defineRule({
  why: 'Node.js collects garbage when its heap is full, and is killed before that, because the container has less memory than the heap may grow to.',
  incidents: ['I02', 'I09'],
  *check(scene) {
    const built = new Set(builtHere(scene.platform).map(({ name }) => name));
    const options = optionsOf(scene);
    for (const pod of scene.containers) {
      const { app, json, container } = pod;
      const limit = amountOf(container.resources?.limits?.memory) / 2 ** 20;
      const said = options(pod)?.match(/--max[-_]old[-_]space[-_]size=(\d+)/)?.[1];
      const most = Math.floor(limit * share);
      if (said === undefined && built.has(app.name)) {
        const fact = `container '${container.name}' runs Node.js without --max-old-space-size`;
        yield { app, json, fact, fix: `set NODE_OPTIONS to '--max-old-space-size=${most}'` };
      }
      if (said === undefined || !(Number(said) > most)) continue;
      const fact = `container '${container.name}' may have a heap of ${said} MiB in ${limit} MiB`;
      yield { app, json, fact, fix: `let the heap have ${most} MiB at most` };
    }
  },
  mutation: (apps) => {
    const data = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === 'ConfigMap' && json.data?.NODE_OPTIONS)?.json.data;
    (data ?? firstOf(apps, 'ConfigMap').data).NODE_OPTIONS = '--max-old-space-size=8192';
  },
});

/** What NODE_OPTIONS is in a container: its own variable, or a key of a ConfigMap that is its environment. */
const optionsOf = ({ objects }: Scene): ((pod: PodContainer) => string | undefined) => {
  const place = ({ namespace, name }: KubernetesJson['metadata']): string => `${namespace}/${name}`;
  const configured = new Map(
    objects.flatMap(({ json }) =>
      json.kind === 'ConfigMap' ? [[place(json.metadata), (json.data as Record<string, string> | undefined)?.NODE_OPTIONS] as const] : [],
    ),
  );
  return ({ json, container: { env = [], envFrom = [] } }) =>
    env.find(({ name }) => name === 'NODE_OPTIONS')?.value ??
    envFrom
      .map(({ configMapRef }) => configMapRef?.name && configured.get(place({ ...json.metadata, name: configMapRef.name })))
      .findLast(Boolean);
};
