import { defineRule } from './mechanism/rule';
import { takeOut } from './meshes/mutations';
import { lackingIn } from './meshes/state';

export default defineRule({
  why: 'Pods of services start outside of the mesh: what they say is not encrypted, and nobody knows who says it.',
  incidents: ['I19'],
  *check({ objects, cluster }) {
    if (cluster.mesh === undefined) return;
    for (const at of objects) {
      const { labels = {} } = at.json.metadata as { readonly labels?: Readonly<Record<string, string>> };
      if (at.json.kind !== 'Namespace' || labels.tenant !== 'true') continue;
      for (const { name, wanted, found } of lackingIn(at, cluster)) {
        const fact = found === undefined ? `has no ${name}` : `has the ${name} with '${found}'`;
        yield { ...at, fact: `${fact}, by which the mesh knows its pods`, fix: `write '${wanted}'` };
      }
    }
  },
  mutation: (apps) => takeOut(apps, ({ metadata }) => metadata.labels?.tenant === 'true'),
});
