import { applicationsOf, firstApplication } from './applications/read';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'What people change by hand on the cluster stays, and what is gone from Git goes on running.',
  incidents: ['I01'],
  *check(scene) {
    // What may not be pruned, because data would go with its kinds, says so in its definition.
    const kept = new Set(scene.cluster.components.filter(({ prune = true }) => !prune).map(({ name }) => name));
    for (const { app, json, name, automated } of applicationsOf(scene)) {
      const { selfHeal = false, prune = false } = automated ?? {};
      if (!selfHeal) yield { app, json, fact: 'selfHeal is off, so edits by hand would stay', fix: 'set automated.selfHeal true' };
      if (prune === kept.has(name))
        yield {
          ...{ app, json },
          fact: prune ? "prune is on, while its component says 'prune: false'" : 'prune is off, so what is gone from Git would stay',
          fix: prune ? 'set automated.prune false' : "set automated.prune true, or say 'prune: false' in its component",
        };
    }
  },
  mutation: (apps) => {
    firstApplication(apps).spec.syncPolicy.automated.selfHeal = false;
  },
});
