import { firstOf, firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'A permission of one service is one of the other, and the mesh cannot tell who calls.',
  elsewhere: { polaris: ['automountServiceAccountToken'], nsa: ['C-0034'] },
  *check({ pods }) {
    const holders = new Map<string, string>();
    for (const { app, json, spec } of pods) {
      const { serviceAccountName: account = 'default' } = spec;
      const place = `${json.metadata.namespace}/${account}`;
      const holder = holders.get(place) ?? app.name;
      holders.set(place, holder);
      if (holder === app.name || account === 'default') continue;
      const fact = `runs as service account '${account}', as '${holder}' does`;
      yield { app, json, fact, fix: `give it a ServiceAccount of its own, such as '${app.name}'` };
    }
  },
  mutation: (apps) => {
    const { serviceAccountName } = firstPod(apps);
    const other = apps.flatMap(({ objects }) => objects).findLast(({ json }) => json.kind === 'Job')?.json ?? firstOf(apps, 'Job');
    other.spec.template.spec.serviceAccountName = serviceAccountName;
  },
});
