import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { secretOf } from './secrets/provided';

export default defineRule({
  why: 'A file that is mounted by subPath never changes, so the service goes on with the old login until somebody restarts it.',
  incidents: ['I20'],
  *check({ containers }) {
    for (const { app, json, spec, container } of containers) {
      const changing = new Set(
        (spec.volumes ?? []).filter((each) => secretOf(each) || each.configMap || each.projected).map(({ name }) => name),
      );
      for (const { name, mountPath, subPath, subPathExpr } of container.volumeMounts ?? []) {
        const path = subPath ?? subPathExpr;
        if (path === undefined || !changing.has(name)) continue;
        const fact = `container '${container.name}' mounts '${path}' of volume '${name}' at '${mountPath}' by subPath`;
        yield { app, json, fact, fix: 'mount the whole volume into a folder of its own' };
      }
    }
  },
  mutation: (apps) => {
    const container = firstContainer(apps);
    const mount = container.volumeMounts?.find(({ name }) => name.startsWith('secret-'));
    if (mount === undefined) throw new RangeError('no secret that is mounted');
    mount.subPath = 'password';
  },
});
