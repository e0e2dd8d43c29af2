import { defineRule } from './mechanism/rule';
import { chartIn } from './meshes/charts';

/** The chart of each mesh's control plane, and that of its plug-in on the nodes. */
const charts = { istio: ['istiod', 'cni'], linkerd: ['linkerd-control-plane', 'linkerd2-cni'] } as const;

export default defineRule({
  why: "Without the mesh's plug-in on the nodes, each pod would have to change its own network, which Pod Security forbids: none starts.",
  incidents: ['I19'],
  *check(scene) {
    const { mesh } = scene.cluster;
    if (mesh === undefined) return;
    const [control, plugin] = charts[mesh.authorization];
    const found = chartIn(scene, control);
    if (found === undefined) return;
    if (chartIn(scene, plugin) === undefined)
      yield { ...found.at, fact: `is installed without the chart ${plugin}`, fix: `add the component of the chart ${plugin}` };
    if (mesh.authorization === 'linkerd' && found.values.cniEnabled !== true)
      yield {
        ...found.at,
        fact: `its pods change their network themselves, and have no right to`,
        fix: 'write cniEnabled: true in its values',
      };
  },
  mutation: (apps) => {
    for (const { objects } of apps) {
      const index = objects.findIndex(({ json }) => json.kind === 'Application' && json.metadata.name === 'istio-cni');
      if (index >= 0) objects.splice(index, 1);
    }
  },
});
