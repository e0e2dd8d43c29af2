import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { cpuQuantity, memoryQuantity, names } from '#model';

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
  readonly secrets?: Readonly<Record<string, string>>;
  /** @default - the cluster's default priority */
  readonly priorityClass?: string;
  /** The pool whose nodes it runs on, which they say in their label `node-role`. @default - any node that it tolerates */
  readonly nodePool?: string;
}

/** Where secrets are mounted, one folder each. */
export const secretsFolder = '/run/secrets/platform';

/** A user and group that no image and no node uses. */
const nobodyElse = 10_001;

const scratch = 'tmp';

/**
 * A container that meets Pod Security `restricted` and more: read-only root file system, sized `/tmp`, no token.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const container = ({ name, image, cpuMillicores, memoryMebibytes, configuration, secrets = {} }: PodProps): IContainer => ({
  name,
  image,
  imagePullPolicy: 'IfNotPresent',
  ...(configuration && { envFrom: [{ configMapRef: { name: configuration } }] }),
  resources: {
    requests: { cpu: cpuQuantity(cpuMillicores), memory: memoryQuantity(memoryMebibytes), 'ephemeral-storage': '256Mi' },
    limits: { memory: memoryQuantity(memoryMebibytes), 'ephemeral-storage': '512Mi' },
  },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: nobodyElse,
    runAsGroup: nobodyElse,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  volumeMounts: [{ name: scratch, mountPath: '/tmp' }, ...Object.keys(secrets).map(secretMount)],
});

const secretMount = (folder: string): IVolumeMount => ({
  name: `secret-${folder}`,
  mountPath: `${secretsFolder}/${folder}`,
  readOnly: true,
});

const secretVolume = ([folder, secretName]: [string, string]): IVolume => ({
  name: `secret-${folder}`,
  // Readable by the pod's own group only: 0440.
  secret: { secretName, defaultMode: 0o440 },
});

/** The pod around one container. */
export const pod = (props: PodProps, only: IContainer): IPodSpec => ({
  automountServiceAccountToken: false,
  containers: [only],
  // Two dots are enough for the names that services use; the default of five asks five times for every name outside.
  dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
  enableServiceLinks: false,
  ...(props.nodePool && { nodeSelector: { [names.nodeRoleLabel]: props.nodePool } }),
  ...(props.priorityClass && { priorityClassName: props.priorityClass }),
  securityContext: {
    fsGroup: nobodyElse,
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsNonRoot: true,
    runAsUser: nobodyElse,
    runAsGroup: nobodyElse,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  serviceAccountName: props.serviceAccount ?? props.name,
  volumes: [{ name: scratch, emptyDir: { sizeLimit: '128Mi' } }, ...Object.entries(props.secrets ?? {}).map(secretVolume)],
});

/** A probe over HTTP on the container's port `http`. */
export const httpProbe = (path: string, timing: Pick<IProbe, 'periodSeconds' | 'failureThreshold' | 'timeoutSeconds'>): IProbe => ({
  httpGet: { path, port: 'http' },
  ...timing,
});
