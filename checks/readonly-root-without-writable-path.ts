import { didYouMean } from '#model';
import { firstContainer, type PodContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** What every run-time writes to at some time: uploads, caches of compiled code, sockets. */
const always = '/tmp';

export default defineRule({
  why: 'The program ends at its first temporary file, because its image cannot be written to and nothing else is there.',
  incidents: ['I02'],
  *check({ platform, containers }) {
    const declared = new Map(platform.services.map(({ name, writable = [] }) => [name, writable]));
    for (const pod of containers) {
      const { app, json, container } = pod;
      if (container.securityContext?.readOnlyRootFilesystem !== true) continue;
      const mounted = mountsOf(pod);
      for (const path of [always, ...(declared.get(app.name) ?? [])]) {
        if (mounted.some((each) => path === each || path.startsWith(`${each}/`))) continue;
        const fact = `container '${container.name}' has a read-only root and nothing writable at '${path}'`;
        yield { app, json, fact, fix: didYouMean(path, mounted, 'mount an emptyDir with sizeLimit there') };
      }
    }
  },
  mutation: (apps) => {
    const container = firstContainer(apps);
    container.volumeMounts = container.volumeMounts?.filter(({ mountPath }) => mountPath !== always);
  },
});

/** Where a container may write: at volumes that hold no configuration and no secrets. */
const mountsOf = ({ spec, json, container }: PodContainer): string[] => {
  const { volumeClaimTemplates = [] } = json.spec as { readonly volumeClaimTemplates?: readonly { readonly metadata: { name: string } }[] };
  const writable = new Set([
    ...(spec.volumes ?? []).filter((each) => each.emptyDir || each.persistentVolumeClaim || each.ephemeral).map(({ name }) => name),
    ...volumeClaimTemplates.map(({ metadata }) => metadata.name),
  ]);
  return (container.volumeMounts ?? []).filter(({ name, readOnly }) => !readOnly && writable.has(name)).map(({ mountPath }) => mountPath);
};
