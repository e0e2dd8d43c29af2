import { didYouMean } from '#model';
import { firstContainer } from './mechanism/pods';
import { defineRule, type Located } from './mechanism/rule';

export default defineRule({
  why: 'The API server refuses pods that mount a volume which their template does not have, and none is started.',
  *check({ containers }) {
    for (const { app, json, spec, container } of containers) {
      const names = [...(spec.volumes ?? []).map(({ name }) => name), ...claimsOf(json)];
      for (const { name, mountPath } of container.volumeMounts ?? []) {
        if (names.includes(name)) continue;
        const fact = `container '${container.name}' mounts volume '${name}' at ${mountPath}, which the pod does not have`;
        yield { app, json, fact, fix: didYouMean(name, names, 'add the volume, or remove the mount') };
      }
    }
  },
  mutation: (apps) => {
    firstContainer(apps).volumeMounts?.push({ name: 'scratch', mountPath: '/scratch' });
  },
});

/** A StatefulSet makes a volume of each of its claims. */
const claimsOf = ({ spec }: Located['json']): string[] =>
  ((spec as { volumeClaimTemplates?: readonly { metadata?: { name?: string } }[] }).volumeClaimTemplates ?? []).flatMap(
    ({ metadata }) => metadata?.name ?? [],
  );
