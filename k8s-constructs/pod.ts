import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { cpuQuantity, memoryQuantity, type NodePool, names } from '#model';
import { type MountedSecrets, secretMount, secretVolume } from './secret-volumes';

/** What every pod of a workload has in common, whether it serves or migrates. */
export interface PodProps {
  /** Name of the container. */
  readonly name: string;
  /** Image by digest. */
  readonly image: string;
  /** Service account of the pod; its token is not mounted. @default - the name of the container */
  readonly serviceAccount?: string;
  /** CPU request in thousandths of a core. There is no limit, because throttling costs latency and saves nothing. */
  readonly cpuMillicores: number;
  /** Memory request and limit in MiB. */
  readonly memoryMebibytes: number;
  /** ConfigMap whose keys are the container's environment. @default - none */
  readonly configuration?: string;
  /** Secrets by folder name: each is mounted at `<secretsFolder>/<folder>`, a file a key. @default - none */
  readonly secrets?: MountedSecrets;
  /** @default - the cluster's default priority */
  readonly priorityClass?: string;
  /** The pool whose nodes it runs on, by what sets these apart. @default - any node that tolerates everything */
  readonly nodePool?: Pick<NodePool, 'name' | 'taint'>;
  /** Whole NVIDIA GPUs. @default 0 */
  readonly gpus?: number;
  /** User and group that its containers run as; not root. @default 10001 */
  readonly user?: number;
  /** What the image runs. @default - what the image says */
  readonly command?: readonly string[];
  /** Arguments of the command. @default - what the image says */
  readonly arguments?: readonly string[];
  /** Containers that run one after the other before the pod's own, by name; each image by digest. @default - none */
  readonly initContainers?: Readonly<
    Record<string, { readonly image: string; readonly command: readonly string[]; readonly variables?: PodProps['variables'] }>
  >;
  /** Folders that it writes to besides `/tmp`, each empty when a pod starts and at most 128Mi. @default - none */
  readonly writable?: readonly string[];
  /** Environment variables besides those of `configuration`. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A user and group that no image and no node uses. */
const nobodyElse = 10_001;

const scratch = 'tmp';

/** What a folder that is emptied with its pod may hold. Unit: MiB. */
export const scratchMebibytes = 128;

/** What a container that runs first is given: it prepares, and works on nothing. */
export const preparing = { cpuMillicores: 50, memoryMebibytes: 128 };

/** The resource by which nodes offer their GPUs. */
const gpuResource = 'nvidia.com/gpu';

/**
 * A container that meets Pod Security `restricted` and more: read-only root file system, sized `/tmp`, no token.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const container = (props: PodProps): IContainer => {
  const { name, image, command, configuration, secrets = {}, variables = {}, writable = [] } = props;
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    ...(command && { command: [...command] }),
    ...(props.arguments && { args: [...props.arguments] }),
    ...(configuration && { envFrom: [{ configMapRef: { name: configuration } }] }),
    ...(Object.keys(variables).length && { env: Object.entries(variables).map(([variable, value]) => ({ name: variable, value })) }),
    resources: resourcesOf(props),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      ...identityOf(props),
    },
    volumeMounts: [
      { name: scratch, mountPath: '/tmp' },
      ...writable.map((mountPath, index): IVolumeMount => ({ name: writableName(index), mountPath })),
      ...Object.keys(secrets).map(secretMount),
    ],
  };
};

/** A GPU cannot be shared or overcommitted: what is asked for is the limit. */
const resourcesOf = ({ cpuMillicores, memoryMebibytes, gpus = 0, writable = [] }: PodProps): IResourceRequirements => {
  const whole: Record<string, string> = gpus > 0 ? { [gpuResource]: String(gpus) } : {};
  const memory = memoryQuantity(memoryMebibytes);
  const disk = (mebibytes: number): string => memoryQuantity(mebibytes + writable.length * scratchMebibytes);
  return {
    requests: { cpu: cpuQuantity(cpuMillicores), memory, 'ephemeral-storage': disk(ephemeralMebibytes.request), ...whole },
    limits: { memory, 'ephemeral-storage': disk(ephemeralMebibytes.limit), ...whole },
  };
};

/** What a container may write to its node's disk, its log and `/tmp` together, before what it writes elsewhere. Unit: MiB. */
export const ephemeralMebibytes = { request: 256, limit: 512 } as const;

const identityOf = ({ user = nobodyElse }: PodProps) =>
  ({ runAsNonRoot: true, runAsUser: user, runAsGroup: user, seccompProfile: { type: 'RuntimeDefault' } }) as const;

const writableName = (index: number): string => `writable-${index}`;

/** The pod around one container, and those that run before it. */
export const pod = (props: PodProps, only: IContainer): IPodSpec => {
  const { nodePool, priorityClass, initContainers = {}, user = nobodyElse, writable = [] } = props;
  const first = Object.entries(initContainers).map(([name, own]) =>
    container({ ...props, ...preparing, ...own, name, gpus: 0, arguments: undefined }),
  );
  return {
    automountServiceAccountToken: false,
    containers: [only],
    ...(first.length && { initContainers: first }),
    // Two dots are enough for the names that services use; the default of five asks five times for every name outside.
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    enableServiceLinks: false,
    ...(nodePool && { nodeSelector: { [names.nodeRoleLabel]: nodePool.name } }),
    ...(nodePool?.taint && { tolerations: [{ ...nodePool.taint, operator: 'Equal' }] }),
    ...(priorityClass && { priorityClassName: priorityClass }),
    securityContext: { fsGroup: user, fsGroupChangePolicy: 'OnRootMismatch', ...identityOf(props) },
    serviceAccountName: props.serviceAccount ?? props.name,
    volumes: [
      { name: scratch, emptyDir: emptied },
      ...writable.map((_, index): IVolume => ({ name: writableName(index), emptyDir: emptied })),
      ...Object.entries(props.secrets ?? {}).map(secretVolume),
    ],
  };
};

const emptied: IVolume['emptyDir'] = { sizeLimit: `${scratchMebibytes}Mi` };
