import type { Stage } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type Cluster, type Component, type IdentityCenter, names } from '#model';
import { PlatformStack } from './platform-stack';

/** What a stack of an Argo CD that AWS runs is made of. */
export interface GitOpsStackProps {
  readonly gitops: Component;
  readonly identityCenter: IdentityCenter;
}

const policy = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/${name}`;

/**
 * The Argo CD of a cluster as AWS runs it, outside of the cluster: who it is in AWS, what it may do on the cluster, and who administers it.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/argocd.html
 */
export class GitOpsStack extends PlatformStack {
  constructor(stage: Stage, cluster: Cluster, { gitops, identityCenter }: GitOpsStackProps) {
    super(stage, 'gitops', cluster, `Argo CD of ${cluster.name}, run by AWS`);
    // It reads Git and charts that are public, so it may do nothing in AWS. EKS compares the trust with its own, which has no condition.
    const role = new iam.Role(this, 'role', {
      roleName: names.roleName(cluster.name, gitops.namespace, 'capability'),
      description: `Argo CD of ${cluster.name}`,
      assumedBy: new iam.ServicePrincipal('capabilities.eks.amazonaws.com').withSessionTags(),
    });
    // EKS would make the entry itself, with the first two and no right to deploy anything. It takes one that is there.
    const access = new eks.CfnAccessEntry(this, 'access', {
      clusterName: cluster.name,
      principalArn: role.roleArn,
      accessPolicies: [
        { policyArn: policy('AmazonEKSArgoCDClusterPolicy'), accessScope: { type: 'cluster' } },
        { policyArn: policy('AmazonEKSArgoCDPolicy'), accessScope: { type: 'namespace', namespaces: [gitops.namespace] } },
        // Components bring kinds, roles and webhooks of the whole cluster; no narrower policy of EKS has them.
        { policyArn: policy('AmazonEKSClusterAdminPolicy'), accessScope: { type: 'cluster' } },
      ],
    });
    const { instanceArn: idcInstanceArn, region: idcRegion, adminsGroupId: id } = identityCenter;
    const capability = new eks.CfnCapability(this, 'argo-cd', {
      capabilityName: 'argo-cd',
      clusterName: cluster.name,
      type: 'ARGOCD',
      roleArn: role.roleArn,
      // The only value there is: kinds and what is of them stay when the capability goes.
      deletePropagationPolicy: 'RETAIN',
      configuration: {
        argoCd: {
          namespace: gitops.namespace,
          awsIdc: { idcInstanceArn, idcRegion },
          rbacRoleMappings: [{ role: 'ADMIN', identities: [{ id, type: 'SSO_GROUP' }] }],
        },
      },
    });
    capability.addResourceDependency(access);
  }
}
