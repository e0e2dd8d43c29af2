import { names, nodePoolsOf } from '#model';
import type { Located, Scene } from '../mechanism/rule';

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** Nodes that a cluster may get, as far as rules look at them. */
export interface Pool {
  readonly name: string;
  /** Its object. @default - a stack makes its nodes */
  readonly at?: Located;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly spot: boolean;
  /** Families of instances, and sizes of each. */
  readonly families: readonly string[];
  readonly sizes: readonly string[];
  /** Whether its image offers the GPUs of a node to pods. */
  readonly offersGpus: boolean;
  readonly limits?: Readonly<Partial<Record<'cpu' | 'memory', string>>>;
}

interface NodePoolSpec {
  readonly limits?: Pool['limits'];
  readonly template: {
    readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
    readonly spec: {
      readonly nodeClassRef: { readonly name: string };
      readonly requirements?: readonly Requirement[];
      readonly taints?: readonly Taint[];
    };
  };
}

const pools = new WeakMap<Scene, readonly Pool[]>();

/** The pools of a cluster: as its objects say, or where stacks make groups of nodes, as these follow from the environment. */
export const poolsIn = (scene: Scene): readonly Pool[] => {
  const before = pools.get(scene);
  if (before) return before;
  const rendered = scene.objects.filter(({ json }) => json.kind === 'NodePool').map((at) => ofKarpenter(at, scene));
  const found = rendered.length > 0 || scene.cluster.nodeScaling !== 'groups' ? rendered : ofGroups(scene);
  pools.set(scene, found);
  return found;
};

/** Bottlerocket has the driver and the plug-in for GPUs in it. */
const withPlugin = /^bottlerocket/;

const ofKarpenter = (at: Located, { objects }: Scene): Pool => {
  const { limits, template } = at.json.spec as NodePoolSpec;
  const { requirements = [], taints = [], nodeClassRef } = template.spec;
  const values = (key: string): readonly string[] => requirements.find((each) => each.key === key && each.operator === 'In')?.values ?? [];
  const nodeClass = objects.find(({ json }) => json.kind === 'EC2NodeClass' && json.metadata.name === nodeClassRef.name)?.json.spec;
  const { amiSelectorTerms = [] } = (nodeClass ?? {}) as { readonly amiSelectorTerms?: readonly { readonly alias?: string }[] };
  const capacity = values('karpenter.sh/capacity-type');
  return {
    ...{ name: at.json.metadata.name, at, labels: template.metadata?.labels ?? {}, taints },
    spot: capacity.length > 0 && capacity.every((each) => each === 'spot'),
    families: values('karpenter.k8s.aws/instance-family'),
    sizes: values('karpenter.k8s.aws/instance-size'),
    offersGpus: amiSelectorTerms.some(({ alias = '' }) => withPlugin.test(alias)),
    ...(limits && { limits }),
  };
};

const ofGroups = ({ cluster }: Scene): Pool[] =>
  nodePoolsOf(cluster.environment).map(({ name, labels, taint, capacity, families, sizes, image }) => ({
    ...{ name, labels, families, sizes, taints: taint ? [taint] : [], spot: capacity === 'spot' },
    offersGpus: withPlugin.test(image),
  }));

/** The only pool that a pod's choice of nodes leaves it; none where it may go to several, or to the nodes of the cluster itself. */
export const poolOf = (selector: Readonly<Record<string, string>> = {}, found: readonly Pool[]): Pool | undefined =>
  found.find(({ labels }) => Object.entries(selector).some(([key, value]) => key === names.nodeRoleLabel && labels[key] === value));

/** What a size of instance has. Unit of memory: bytes. */
export interface Instance {
  readonly name: string;
  readonly cores: number;
  readonly memory: number;
}

const gibibyte = 2 ** 30;

/** vCPUs by size; from `xlarge` on four for each. */
const coresOf = (family: string, size: string): number | undefined => {
  if (size === 'medium') return family.startsWith('t') ? 2 : 1;
  if (size === 'large') return 2;
  const [, many] = /^(\d*)xlarge$/.exec(size) ?? [];
  return many === undefined ? undefined : 4 * Number(many || 1);
};

/** GiB for each vCPU, by the letter that a family begins with. */
const memoryPerCore: Readonly<Record<string, number>> = { c: 2, g: 4, m: 4, r: 8, t: 4, x: 16 };

/** The instances that a pool may start; nothing where one of them is not known here, so that nobody can say what fits. */
export const instancesOf = ({ families, sizes }: Pool): Instance[] | undefined => {
  const found = families.flatMap((family) =>
    sizes.map((size) => {
      const [cores, usual] = [coresOf(family, size), memoryPerCore[family[0] ?? '']];
      const perCore = family.startsWith('t') && size === 'medium' ? 2 : usual;
      return cores && perCore ? { name: `${family}.${size}`, cores, memory: cores * perCore * gibibyte } : undefined;
    }),
  );
  return found.length > 0 && found.every((each) => each !== undefined) ? found : undefined;
};
