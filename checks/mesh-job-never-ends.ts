import { defineRule } from './mechanism/rule';
import { chartIn, valuesOf } from './meshes/charts';
import { meshedNamespaces } from './meshes/state';

const chart = 'linkerd-control-plane';

export default defineRule({
  why: 'The proxy beside a job goes on when the job is done, so the job never ends, and what waits for it never starts.',
  incidents: ['I19'],
  *check(scene) {
    const found = chartIn(scene, chart);
    if (found === undefined) return;
    const { proxy } = found.values as { readonly proxy?: { readonly nativeSidecar?: boolean } };
    if (proxy?.nativeSidecar) return;
    const meshed = meshedNamespaces(scene);
    const job = scene.pods.find(({ ends, json }) => ends && meshed.has(json.metadata.namespace ?? ''));
    if (job)
      yield {
        ...found.at,
        fact: `its proxies do not end with their pods, and ${job.json.kind} ${job.json.metadata.namespace}/${job.json.metadata.name} is in the mesh`,
        fix: 'write proxy.nativeSidecar: true',
      };
  },
  mutation: (apps) => {
    valuesOf(apps, chart).proxy.nativeSidecar = false;
  },
});
