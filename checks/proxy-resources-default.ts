import { amountOf } from './capacity/amounts';
import { defineRule } from './mechanism/rule';
import { chartIn, valuesOf } from './meshes/charts';

const chart = 'linkerd-control-plane';

interface Values {
  readonly proxy?: {
    readonly resources?: {
      readonly cpu?: { readonly request?: string };
      readonly memory?: { readonly request?: string; readonly limit?: string };
    };
  };
}

export default defineRule({
  why: 'What the mesh puts beside each pod needs CPU and memory too: uncounted, it breaks quotas and fills nodes that looked half empty.',
  incidents: ['P19', 'I19'],
  *check(scene) {
    const found = chartIn(scene, chart);
    if (found === undefined) return;
    const { cpuMillicores = 0, memoryMebibytes = 0 } = scene.cluster.mesh?.perPod ?? {};
    const { cpu, memory } = (found.values as Values).proxy?.resources ?? {};
    const counted = {
      'cpu.request': cpuMillicores / 1000,
      'memory.request': memoryMebibytes * 2 ** 20,
      'memory.limit': memoryMebibytes * 2 ** 20,
    };
    const said = { 'cpu.request': cpu?.request, 'memory.request': memory?.request, 'memory.limit': memory?.limit };
    for (const [field, amount] of Object.entries(counted)) {
      const value = said[field as keyof typeof said];
      if (value !== undefined && amountOf(value) <= amount) continue;
      const wanted = field === 'cpu.request' ? `${cpuMillicores}m` : `${memoryMebibytes}Mi`;
      const fact = value === undefined ? `its proxies have no ${field}` : `its proxies have ${field} ${value}, and quotas count ${wanted}`;
      yield { ...found.at, fact, fix: `write proxy.resources.${field}: ${wanted}, which provides.mesh.perPod says` };
    }
  },
  mutation: (apps) => {
    delete valuesOf(apps, chart).proxy.resources.memory.request;
  },
});
