import { neverBuilt } from '#model';
import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'No registry has the image, so the pods wait for it for ever and the release never becomes healthy.',
  *check({ cluster, containers }) {
    const { environment, release } = cluster;
    // What follows main is built minutes after it is written; a tag promises that everything is there.
    if (release.revision === null || release.revision === 'main') return;
    for (const { app, json, container } of containers) {
      if (!container.image?.endsWith(neverBuilt.digest)) continue;
      const fact = `container '${container.name}' has the digest of an image that was never built, and ${environment.name} runs the tag '${release.revision}'`;
      yield { app, json, fact, fix: `build the image and write its digest into releases/${environment.name}.json` };
    }
  },
  mutation: (apps) => {
    for (const { cluster } of apps) cluster.release.revision = `${cluster.environment.name}-2026.01.01.1`;
    const container = firstContainer(apps);
    container.image = container.image?.replace(/@.*/, `@${neverBuilt.digest}`);
  },
});
