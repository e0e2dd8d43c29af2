import zones from './aws-zones.json';
import type { Statement } from './iam';
import { allowKey } from './iam-idioms';
import { keyAlias } from './names';

/** Facts of AWS that definitions are held against, because nothing can be looked up during synthesis. Written down in November 2026. */

/** What the pods of an add-on may do in AWS. */
export interface AddonIdentity {
  readonly serviceAccount: string;
  /** What AWS says that it needs. */
  readonly managedPolicy: string;
  /** What that does not hold, for a cluster. @default - nothing */
  readonly statements?: (cluster: { readonly name: string; readonly region: string }) => readonly Statement[];
}

/**
 * Disks are encrypted by a key of the cluster, which EC2 uses on behalf of who asks for a disk.
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
const encryptDisks: AddonIdentity['statements'] = ({ name, region }) => {
  const use = { alias: keyAlias(name, 'disks'), through: `ec2.${region}.amazonaws.com` };
  const actions = ['Decrypt', 'DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo'];
  return [
    allowKey(
      actions.map((action) => `kms:${action}`),
      use,
    ),
    allowKey(['kms:CreateGrant'], { ...use, conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }),
  ];
};

/** An EKS add-on that every cluster has. */
export interface Addon {
  readonly name: string;
  /** Whether nodes become ready only with it. */
  readonly beforeNodes: boolean;
  /** Values of the add-on on a cluster, as its schema has them. @default - its own */
  readonly configuration?: (cluster: { readonly policed: boolean }) => object;
  /** What its pods may do in AWS. @default - nothing */
  readonly identity?: AddonIdentity;
  /** Kubernetes minors, oldest and newest, that it has versions for. EKS installs its default version for the cluster's minor. */
  readonly minors: readonly [oldest: string, newest: string];
}

/**
 * Network, disks, identity and snapshots: what must work before anything that Argo CD installs.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
 */
export const clusterAddons: readonly Addon[] = [
  { name: 'eks-pod-identity-agent', beforeNodes: true, minors: ['1.24', '1.36'] },
  {
    name: 'vpc-cni',
    beforeNodes: true,
    minors: ['1.24', '1.36'],
    // Two that enforce policies would undo each other's. Prefixes let a node hold as many pods as it has room for.
    configuration: ({ policed }) => ({
      enableNetworkPolicy: String(!policed),
      env: { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '1' },
    }),
    identity: { serviceAccount: 'aws-node', managedPolicy: 'AmazonEKS_CNI_Policy' },
  },
  { name: 'kube-proxy', beforeNodes: true, minors: ['1.24', '1.36'] },
  { name: 'coredns', beforeNodes: false, minors: ['1.24', '1.36'] },
  {
    name: 'aws-ebs-csi-driver',
    beforeNodes: false,
    minors: ['1.29', '1.36'],
    identity: { serviceAccount: 'ebs-csi-controller-sa', managedPolicy: 'AmazonEBSCSIDriverPolicyV2', statements: encryptDisks },
  },
  {
    name: 'aws-efs-csi-driver',
    beforeNodes: false,
    minors: ['1.29', '1.36'],
    identity: { serviceAccount: 'efs-csi-controller-sa', managedPolicy: 'service-role/AmazonEFSCSIDriverPolicy' },
  },
  { name: 'snapshot-controller', beforeNodes: false, minors: ['1.29', '1.36'] },
];

/** Kubernetes minors that EKS supports as standard, and for a higher price for another year. */
export const kubernetesMinors = ['1.32', '1.33', '1.34', '1.35', '1.36'] as const;

/**
 * Zones of each region in which EKS can place a control plane, by their letters.
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 */
export const zonesOf: Readonly<Record<string, string>> = zones;
