import { groupOf, type KubernetesJson } from '#model';
import { applicationsOf } from './applications/read';
import { defineRule, type MutableApp } from './mechanism/rule';

export default defineRule({
  why: 'Two Applications that hold the same object overwrite each other, or neither syncs.',
  incidents: ['I01'],
  *check(scene) {
    const owners = new Map<string, string>();
    for (const { name, folders } of applicationsOf(scene))
      for (const app of folders)
        for (const { json } of app.objects) {
          const place = placeOf(json);
          const owner = owners.get(place);
          if (owner === undefined) owners.set(place, name);
          else yield { app, json, fact: `belongs to Application '${owner}' and to '${name}'`, fix: 'render it in one of them only' };
        }
  },
  mutation: (apps) => {
    const [from, ...others] = apps.filter((app) => accountOf(app));
    const copy = from && accountOf(from);
    const to = others.find((app) => accountOf(app)?.json.metadata.namespace === copy?.json.metadata.namespace);
    if (to === undefined || copy === undefined) throw new RangeError('no second Application');
    to.objects.push(copy);
  },
});

const accountOf = ({ objects }: MutableApp) => objects.find(({ json }) => json.kind === 'ServiceAccount');

const placeOf = ({ apiVersion, kind, metadata: { namespace = '', name } }: KubernetesJson): string =>
  `${groupOf(apiVersion)}/${kind} ${namespace}/${name}`;
