import { didYouMean } from '#model';
import { firstPod } from './mechanism/pods';
import { defineRule, type Scene, type Violation } from './mechanism/rule';
import { missing, unresolved } from './references/missing';
import { classKind } from './secrets/provided';

export default defineRule({
  why: 'A pod whose ConfigMap, Secret, claim or key nobody makes waits for it for ever, or starts without what it needs.',
  elsewhere: { 'kube-linter': ['env-value-from'] },
  incidents: ['I02', 'I05'],
  *check(scene) {
    const objects = missing(scene, ['uses', 'mounts'], ['ConfigMap', 'Secret', classKind, 'PersistentVolumeClaim']);
    yield* unresolved(
      scene,
      objects,
      ({ kind, name, namespace }) => `needs ${kind.replace(/\..*/, '')} '${name}', which nothing makes in namespace '${namespace}'`,
      'name one that is rendered, or that an ExternalSecret or Certificate of the namespace makes',
    );
    yield* missingKeys(scene);
  },
  mutation: (apps) => {
    firstPod(apps).imagePullSecrets = [{ name: 'registry' }];
  },
});

/** Keys that what is referred to does not have. Where nobody says what it has, nothing can be said of it. */
function* missingKeys(scene: Scene): Generator<Violation> {
  const { references } = scene;
  for (const { at, edge } of missing(scene, ['uses', 'mounts'], ['key'])) {
    const [, kind = '', place = '', ...rest] = edge.to.split(' ');
    const key = rest.join(' ');
    const holder = `${kind} ${place}`;
    const has = references.from(holder, 'has').flatMap(({ to }) => references.nodes.get(to)?.name ?? []);
    if (has.length === 0) continue;
    const madeBy = references.nodes.get(holder)?.madeBy;
    const fact = `needs key '${key}' of ${holder}${madeBy ? `, made by ${madeBy}` : ''}, which has ${has.map((each) => `'${each}'`).join(', ')}`;
    yield { app: at.app, json: at.json, fact, fix: didYouMean(key, has, 'name one of its keys, or add it there') };
  }
}
