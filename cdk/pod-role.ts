import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Cluster } from '#model';

/** Whose pods may assume a role. */
export interface PodRoleProps {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** @default - one that CloudFormation makes up */
  readonly roleName?: string;
  readonly managedPolicies?: iam.IManagedPolicy[];
}

/**
 * A role that the pods of one service account of one cluster may assume, and nobody else.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export const podRole = (scope: Construct, id: string, { cluster, namespace, serviceAccount, ...props }: PodRoleProps): iam.Role =>
  new iam.Role(scope, id, {
    ...props,
    description: `Pods of ${namespace}/${serviceAccount} on ${cluster.name}`,
    assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': cluster.account,
          'aws:RequestTag/kubernetes-namespace': namespace,
          'aws:RequestTag/kubernetes-service-account': serviceAccount,
        },
        ArnEquals: { 'aws:RequestTag/eks-cluster-arn': `arn:aws:eks:${cluster.region}:${cluster.account}:cluster/${cluster.name}` },
      },
    }).withSessionTags(),
  });
