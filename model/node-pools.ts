import type { Environment, Shape } from './environment';
import { nodeRoleLabel } from './names';

/** Keeps away every pod that does not say that it tolerates it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: 'NoSchedule';
}

/** Nodes of one kind, which are started for pods that find no room and stopped when nothing needs them. */
export interface NodePool {
  /** Also the value of the label `node-role` on its nodes. */
  readonly name: 'general' | 'spot' | 'gpu' | 'storage';
  readonly labels: Readonly<Record<string, string>>;
  /** @default - any pod may run on its nodes */
  readonly taint?: Taint;
  /** `spot`: spare capacity of AWS for about a third of the price, which AWS takes back within two minutes. */
  readonly capacity: 'on-demand' | 'spot';
  /**
   * What its nodes start from. `bottlerocket-nvidia` has the driver and the device plugin in it; the image of Amazon Linux for GPUs has the
   * driver alone, and nothing would offer the GPUs to pods.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/ml-eks-k8s-device-plugin.html
   */
  readonly image: 'al2023' | 'bottlerocket-nvidia';
  /** Families of instances that are alike: the same size has as many vCPUs and as much memory in each. */
  readonly families: readonly string[];
  /** Sizes of each family, the smallest first. */
  readonly sizes: readonly InstanceSize[];
  /** How large all of its nodes together may become. Unit: vCPU. */
  readonly mostCpus: number;
  /** Unit: GiB. */
  readonly memoryPerCpu: number;
  /** The disk of a node, for images and for what pods write beside their volumes. Unit: GiB. */
  readonly disk: number;
  /** Whether its pods have volumes, which cannot leave their zone, so that a node must be had in that one. */
  readonly keepsVolumes: boolean;
}

/** vCPUs of an instance, the same in all families that are used here. */
const cpusBySize = { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16 } as const;
export type InstanceSize = keyof typeof cpusBySize;

export const cpusOf = (size: InstanceSize): number => cpusBySize[size];

type ByShape<Value> = Readonly<Record<Shape, Value>>;

const sizes: ByShape<readonly InstanceSize[]> = {
  frugal: ['large', 'xlarge'],
  small: ['large', 'xlarge', '2xlarge'],
  full: ['xlarge', '2xlarge', '4xlarge'],
};

/** What sets a pool apart in each shape. Everything else follows from its name. */
interface Measures {
  readonly families: ByShape<readonly string[]>;
  readonly sizes?: ByShape<readonly InstanceSize[]>;
  readonly mostCpus: ByShape<number>;
}

const measures: Readonly<Record<NodePool['name'], Measures>> = {
  general: {
    families: { frugal: ['t3', 't3a'], small: ['m6i', 'm7i', 'm6a'], full: ['m6i', 'm7i', 'm6a'] },
    mostCpus: { frugal: 32, small: 96, full: 512 },
  },
  // The more kinds there are to choose from, the less often one of them runs out and is taken back.
  spot: {
    families: {
      frugal: ['t3', 't3a', 'm5', 'm5a', 'm6i'],
      small: ['m5', 'm5a', 'm5n', 'm6a', 'm6i', 'm7i'],
      full: ['m5', 'm5a', 'm5n', 'm6a', 'm6i', 'm7i'],
    },
    mostCpus: { frugal: 16, small: 64, full: 256 },
  },
  gpu: {
    families: { frugal: ['g4dn'], small: ['g4dn'], full: ['g5', 'g6'] },
    sizes: { frugal: ['xlarge'], small: ['xlarge', '2xlarge'], full: ['xlarge', '2xlarge', '4xlarge'] },
    mostCpus: { frugal: 4, small: 16, full: 64 },
  },
  storage: {
    families: { frugal: ['r6i'], small: ['r6i', 'r7i'], full: ['r6i', 'r7i'] },
    mostCpus: { frugal: 8, small: 32, full: 128 },
  },
};

type Facts = Pick<NodePool, 'capacity' | 'image' | 'memoryPerCpu' | 'disk' | 'keepsVolumes'> & {
  readonly tainted: boolean;
  readonly labels?: Readonly<Record<string, string>>;
};

const plain = { tainted: true, capacity: 'on-demand', image: 'al2023', memoryPerCpu: 4, disk: 60, keepsVolumes: false } as const;

const facts: Readonly<Record<NodePool['name'], Facts>> = {
  general: { ...plain, tainted: false },
  spot: { ...plain, capacity: 'spot' },
  gpu: {
    ...plain,
    image: 'bottlerocket-nvidia',
    disk: 100,
    // Until the plugin of a new node has answered, an autoscaler would hold it to be without a GPU, and start one more.
    labels: { 'k8s.amazonaws.com/accelerator': 'nvidia' },
  },
  // What is kept is on volumes of EBS, which outlive a node; a disk inside of it would be lost with every update.
  storage: { ...plain, memoryPerCpu: 8, disk: 200, keepsVolumes: true },
};

/**
 * The pools of an environment: one description, from which both the objects of a cluster and the node groups of a stack are made. Services run
 * on `general`, which alone takes pods that tolerate nothing.
 */
export const nodePoolsOf = ({ shape }: Pick<Environment, 'shape'>): NodePool[] =>
  (Object.keys(facts) as NodePool['name'][]).map((name) => {
    const { tainted, labels = {}, ...rest } = facts[name];
    return {
      ...rest,
      name,
      labels: { [nodeRoleLabel]: name, ...labels },
      ...(tainted && { taint: { key: nodeRoleLabel, value: name, effect: 'NoSchedule' } }),
      families: measures[name].families[shape],
      sizes: (measures[name].sizes ?? sizes)[shape],
      mostCpus: measures[name].mostCpus[shape],
    };
  });

/** The pool that the pods of services run on. */
export const servicePool: NodePool['name'] = 'general';

/** What decides on which nodes some pods run. */
export interface PodNeeds {
  /** NVIDIA GPUs of one pod. @default 0 */
  readonly gpus?: number;
  /** Whether each pod has a disk of its own. @default false */
  readonly keepsVolumes?: boolean;
  /** Whether nobody waits for them, so that they may be stopped in the middle and start again. @default false */
  readonly mayStop?: boolean;
}

/** The pool for some pods: GPUs are where they are, disks where their zone always has a node, work that may be stopped is cheap. */
export const poolFor = (
  environment: Pick<Environment, 'shape'>,
  { gpus = 0, keepsVolumes = false, mayStop = false }: PodNeeds,
): NodePool => {
  const wanted: NodePool['name'] = gpus > 0 ? 'gpu' : keepsVolumes ? 'storage' : mayStop ? 'spot' : servicePool;
  const found = nodePoolsOf(environment).find(({ name }) => name === wanted);
  if (found === undefined) throw new RangeError(`no pool '${wanted}'`);
  return found;
};

/** Disks of a node, by the names that its image gives them. Bottlerocket keeps itself on the first, and everything else on the second. */
export const nodeDisks = ({ image, disk }: Pick<NodePool, 'image' | 'disk'>): { device: string; gib: number }[] =>
  image === 'al2023'
    ? [{ device: '/dev/xvda', gib: disk }]
    : [
        { device: '/dev/xvda', gib: 4 },
        { device: '/dev/xvdb', gib: disk },
      ];
