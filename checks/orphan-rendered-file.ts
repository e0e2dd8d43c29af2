import { applicationsOf } from './applications/read';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'What no Application syncs stands in Git and never reaches the cluster, and everybody takes it for deployed.',
  incidents: ['I01'],
  *check(scene) {
    if (scene.cluster.gitops === undefined) return;
    const synced = new Set(applicationsOf(scene).flatMap(({ folders }) => folders));
    for (const app of scene.apps) {
      const [first] = app.objects;
      // What deploys the rest is applied by hand once, and in an environment without a release not at all.
      if (first === undefined || synced.has(app) || app.folder.startsWith('argocd/')) continue;
      const fact = `is one of ${app.objects.length} objects in '${app.folder}', which no Application syncs`;
      yield { app, json: first.json, fact, fix: 'add an Application with this path, or stop rendering it' };
    }
  },
  mutation: (apps) => {
    const app = apps.find(({ objects }) => objects.some(({ json }) => json.kind === 'Application' && json.spec.source?.path));
    const at = app?.objects.findIndex(({ json }) => json.kind === 'Application' && json.spec.source?.path) ?? -1;
    if (app === undefined || at < 0) throw new RangeError('no Application to remove');
    app.objects.splice(at, 1);
  },
});
