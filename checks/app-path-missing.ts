import { applicationsOf, firstApplication } from './applications/read';
import { defineRule } from './mechanism/rule';
import { oneOf } from './references/copies';

export default defineRule({
  why: 'An Application whose folder is not there never syncs, and one of the whole repository syncs every cluster at once.',
  elsewhere: { kyverno: ['application-field-validation'] },
  incidents: ['I01'],
  *check(scene) {
    const filled = scene.apps.filter(({ objects }) => objects.length > 0).map(({ folder }) => folder);
    const there = new Set(filled);
    for (const { app, json, sources } of applicationsOf(scene)) {
      if (sources.length === 0) yield { app, json, fact: 'it has no source', fix: 'name the repository and the folder, or the chart' };
      for (const { repoURL, path } of sources) {
        if (path === undefined || repoURL !== scene.cluster.organisation.repository || there.has(path)) continue;
        const whole = ['', '.', '/', './'].includes(path);
        const fact = whole ? `its path '${path}' is the whole repository` : `its path '${path}' holds nothing that is rendered`;
        yield {
          app,
          json,
          fact,
          fix: whole ? 'name the folder of the application' : oneOf(path, filled, 'name a folder that is rendered'),
        };
      }
    }
  },
  mutation: (apps) => {
    const { source } = firstApplication(apps).spec;
    // A second folder, so that the first is not left without an Application.
    Object.assign(firstApplication(apps).spec, { sources: [source, { ...source, path: `${source.path}s` }], source: undefined });
  },
});
