import { sourcesIn } from './applications/read';
import { defineRule, type MutableObject } from './mechanism/rule';
import { chartIn } from './meshes/charts';

interface Cilium {
  readonly cni?: { readonly chainingMode?: string; readonly exclusive?: boolean };
}

interface Tigera {
  readonly installation?: { readonly cni?: { readonly type?: string } };
}

export default defineRule({
  why: 'Two plug-ins give pods their addresses, or two enforce policies: pods lose their network when the second comes.',
  incidents: ['P07'],
  *check(scene) {
    const [cilium, calico] = [chartIn(scene, 'cilium'), chartIn(scene, 'tigera-operator')];
    if (cilium && calico)
      yield { ...cilium.at, fact: 'is installed beside Calico, and both enforce policies', fix: 'choose one as holder of network-policy' };
    const { chainingMode, exclusive = true } = (cilium?.values as Cilium | undefined)?.cni ?? {};
    if (cilium && (chainingMode !== 'aws-cni' || exclusive)) {
      const fact = `gives pods addresses of its own beside the VPC CNI: chainingMode ${chainingMode ?? 'none'}, exclusive ${exclusive}`;
      yield { ...cilium.at, fact, fix: "write cni: { chainingMode: 'aws-cni', exclusive: false } in its values" };
    }
    const { type = 'Calico' } = (calico?.values as Tigera | undefined)?.installation?.cni ?? {};
    if (calico && type !== 'AmazonVPC')
      yield {
        ...calico.at,
        fact: `gives pods addresses beside the VPC CNI: type ${type}`,
        fix: "write cni: { type: 'AmazonVPC' } in its values",
      };
  },
  mutation: (apps) => {
    for (const { objects } of apps)
      for (const { json } of objects)
        for (const { chart, helm } of sourcesIn<MutableObject>(json)) if (chart === 'cilium') delete helm.valuesObject.cni.chainingMode;
  },
});
