import { Construct } from 'constructs';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { LimitRange } from 'kubernetes-models/v1/LimitRange';
import { ResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { memoryQuantity } from '#model';
import { KubernetesObject } from './object';
import { ephemeralMebibytes, scratchMebibytes } from './pod';
import { SecureNamespace, type SecureNamespaceProps } from './secure-namespace';
import { debugRules, deployRules, freeRules, lookRules } from './team-rules';

/** What all services of a namespace need at once, when everything runs at its maximum, in the middle of a rollout, with every job running. */
export interface Demand {
  readonly pods: number;
  readonly cpuMillicores: number;
  readonly memoryMebibytes: number;
  /** NVIDIA GPUs. @default 0 */
  readonly gpus?: number;
  /** Folders that pods write to besides `/tmp`. @default 0 */
  readonly scratchFolders?: number;
  /** Disks of pods that keep data, and what they hold together in MiB. @default 0 */
  readonly disks?: number;
  readonly diskMebibytes?: number;
}

/** Properties of a namespace for services. */
export interface TenantNamespaceProps {
  readonly name: string;
  readonly environment: string;
  /** Kubernetes minor version, to which Pod Security is pinned. */
  readonly kubernetes: string;
  /** How its pods come into the mesh of the cluster. @default - there is none */
  readonly mesh?: SecureNamespaceProps['mesh'];
  /** The quota is this and a fifth. */
  readonly demand: Demand;
  /** Whether the teams may change things by hand, as where nothing depends on them. @default false */
  readonly free?: boolean;
  /** Groups of the identity provider, by team, whose members may look and debug. */
  readonly groups: Readonly<Record<string, string>>;
  /**
   * The group whose members decide about a new version where what judges it cannot, and where the teams may change nothing by hand.
   * @default - nobody: nothing waits for a decision there
   */
  readonly deciders?: string;
}

/**
 * A namespace for services: Pod Security `restricted`, everything closed that no policy opens, a quota that follows from the services,
 * defaults for pods that name no resources, and access for the teams that own something in it.
 */
export class TenantNamespace extends Construct {
  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    const { name: namespace, demand, groups } = props;
    const labels = { 'app.kubernetes.io/managed-by': 'platform', env: props.environment };
    new SecureNamespace(this, 'namespace', { ...props, level: 'restricted', tenant: true });

    new KubernetesObject(
      this,
      'quota',
      new ResourceQuota({ metadata: { name: 'services', namespace, labels }, spec: { hard: quotaOf(demand) } }),
    );
    new KubernetesObject(
      this,
      'limits',
      new LimitRange({
        metadata: { name: 'defaults', namespace, labels },
        spec: {
          limits: [
            {
              type: 'Container',
              defaultRequest: { cpu: '50m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
              default: { memory: '128Mi', 'ephemeral-storage': '256Mi' },
            },
          ],
        },
      }),
    );
    new KubernetesObject(
      this,
      'role',
      new Role({ metadata: { name: 'team', namespace, labels }, rules: [...lookRules, ...debugRules, ...(props.free ? freeRules : [])] }),
    );
    for (const [team, group] of Object.entries(groups)) {
      new KubernetesObject(
        this,
        `binding-${team}`,
        new RoleBinding({
          metadata: { name: `team-${team}`, namespace, labels: { ...labels, team } },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'team' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
        }),
      );
    }
    if (props.deciders === undefined || props.free) return;
    new KubernetesObject(this, 'deploy', new Role({ metadata: { name: 'deploy', namespace, labels }, rules: [...deployRules] }));
    new KubernetesObject(
      this,
      'deploy-binding',
      new RoleBinding({
        metadata: { name: 'deploy', namespace, labels },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'deploy' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: props.deciders }],
      }),
    );
  }
}

/** The demand and a fifth. No limit of CPU is counted: pods have none. */
const quotaOf = (demand: Demand): Record<string, string> => {
  const { gpus = 0, scratchFolders = 0, disks = 0, diskMebibytes = 0 } = demand;
  const headRoom = (amount: number): number => Math.ceil(amount * 1.2);
  const pods = headRoom(demand.pods);
  const memory = memoryQuantity(headRoom(demand.memoryMebibytes));
  const folders = headRoom(scratchFolders) * scratchMebibytes;
  return {
    pods: String(pods),
    'requests.cpu': String(Math.ceil(headRoom(demand.cpuMillicores) / 1000)),
    'requests.memory': memory,
    'limits.memory': memory,
    'requests.ephemeral-storage': memoryQuantity(pods * ephemeralMebibytes.request + folders),
    'limits.ephemeral-storage': memoryQuantity(pods * ephemeralMebibytes.limit + folders),
    // A GPU is expensive and never lent: there are as many as somebody asked for.
    'requests.nvidia.com/gpu': String(gpus),
    persistentvolumeclaims: String(headRoom(disks)),
    'requests.storage': memoryQuantity(headRoom(diskMebibytes)),
    'services.loadbalancers': '0',
    'services.nodeports': '0',
  };
};
