import { applicationsOf, sourcesIn } from './applications/read';
import { listIn } from './graph/lists';
import { defineRule, type MutableApp, type MutableObject, type Scene } from './mechanism/rule';

/** The key of Argo CD's settings under which the health of Applications is told. */
const key = 'resource.customizations.health.argoproj.io_Application';

export default defineRule({
  why: 'Without a health check of Applications each counts as healthy at once, and waves between them hold nothing back.',
  incidents: ['I01'],
  *check(scene) {
    const { gitops } = scene.cluster;
    const ordered = applicationsOf(scene).find(({ wave }) => wave > 0);
    if (gitops === undefined || ordered === undefined || settingsIn(scene).some((data) => data[key])) return;
    const { app, json } = ordered;
    const fact = `is in wave ${ordered.wave}, and the settings of ${gitops.name} have no '${key}'`;
    yield { app, json, fact, fix: 'add the health check to argocd-cm', file: gitops.file };
  },
  mutation: (apps) => {
    const found = settingsOf(apps.flatMap(({ objects }: MutableApp) => objects.map(({ json }) => json))).filter((data) => data[key]);
    if (found.length === 0) throw new RangeError('no health check to remove');
    for (const data of found) delete data[key];
  },
});

type Settings = Record<string, unknown>;

const settingsIn = ({ objects }: Scene): Settings[] => settingsOf(objects.map(({ json }) => json));

/** Settings of Argo CD: an object of their own, or in the values of its chart. */
const settingsOf = (objects: readonly MutableObject[]): Settings[] =>
  objects.flatMap((json) => {
    const { kind, metadata, data } = json;
    if (kind === 'ConfigMap') return metadata.name === 'argocd-cm' ? [(data ?? {}) as Settings] : [];
    return sourcesIn<MutableObject>(json).flatMap(({ helm }) => {
      const { extraObjects, configs } = helm?.valuesObject ?? {};
      return [...(configs?.cm ? [configs.cm] : []), ...listIn<MutableObject>(extraObjects).flatMap((each) => each.data ?? [])];
    });
  });
