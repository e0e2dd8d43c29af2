import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IServiceSpec } from 'kubernetes-models/v1/ServiceSpec';
import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** A list whose items must differ in something. */
type List = readonly [what: string, keys: readonly (string | undefined)[]];

export default defineRule({
  why: 'Lists of Kubernetes are merged by name, so of two items with the same one the API server refuses both, or one is lost.',
  *check({ pods, containers, objects }) {
    for (const { app, json, spec } of pods) {
      const names = [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name);
      const lists: List[] = [
        ['containers are called', names],
        ['volumes are called', (spec.volumes ?? []).map(({ name }) => name)],
      ];
      for (const fact of twice(lists)) yield { app, json, fact, fix: 'give each a name of its own, or remove one' };
    }
    for (const { app, json, container } of containers)
      for (const fact of twice(listsOf(container)))
        yield { app, json, fact: `in container '${container.name}' ${fact}`, fix: 'keep one of them' };
    for (const { app, json } of objects) {
      if (json.kind !== 'Service') continue;
      const { ports = [] } = json.spec as IServiceSpec;
      const lists: List[] = [
        ['ports are called', ports.map(({ name }) => name)],
        ['ports are', ports.map(({ port, protocol = 'TCP' }) => `${port}/${protocol}`)],
      ];
      for (const fact of twice(lists)) yield { app, json, fact, fix: 'keep one of them' };
    }
  },
  mutation: (apps) => {
    firstContainer(apps).env = ['1', '2'].map((value) => ({ name: 'LOG_LEVEL', value }));
  },
});

const listsOf = ({ ports = [], env = [], volumeMounts = [] }: IContainer): List[] => [
  ['ports are called', ports.map(({ name }) => name)],
  ['ports are', ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`)],
  ['variables are called', env.map(({ name }) => name)],
  ['mounts are at', volumeMounts.map(({ mountPath }) => mountPath)],
];

/** What stands in a list more than once. */
function* twice(lists: readonly List[]): Generator<string> {
  for (const [what, keys] of lists) {
    const named = keys.flatMap((key) => key ?? []);
    const again = named.length === new Set(named).size ? undefined : named.find((key, index) => named.indexOf(key) < index);
    if (again !== undefined) yield `${named.filter((key) => key === again).length} ${what} '${again}'`;
  }
}
