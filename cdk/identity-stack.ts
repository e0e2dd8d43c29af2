import type { Stage } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks-v2';
import { type Cluster, names, type Platform, podIdentities } from '#model';
import { grant } from './grant';
import { PlatformStack } from './platform-stack';
import { podRole } from './pod-role';

/** A role for each service account that acts in AWS, given to its pods by EKS Pod Identity: no key, and no ARN in a manifest. */
export class IdentityStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster) {
    super(stage, 'identity', cluster, `What pods of ${cluster.name} may do in AWS`);
    for (const { namespace, serviceAccount, statements } of podIdentities(platform, cluster)) {
      const roleName = names.roleName(cluster.name, namespace, serviceAccount);
      const role = podRole(this, `${namespace}-${serviceAccount}`, { cluster, namespace, serviceAccount, roleName });
      grant(role, statements, cluster);
      new CfnPodIdentityAssociation(this, `${namespace}-${serviceAccount}-association`, {
        clusterName: cluster.name,
        namespace,
        serviceAccount,
        roleArn: role.roleArn,
      });
    }
  }
}
