import type { Stage } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { usesAws } from '#k8s-constructs/environment';
import { arnOf, type Cluster, names, type Platform, type Statement } from '#model';
import { acceptPattern, acceptUnscoped } from './acknowledged';
import { PlatformStack } from './platform-stack';
import { podRole } from './pod-role';
import { servicePolicy } from './service-policy';

/** Pods that act in AWS, and what they may do there. */
interface PodIdentity {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly statements: readonly Statement[];
}

/** The service accounts of a cluster that AWS knows: services that use AWS, and components with `iam`. */
export const podIdentities = ({ services }: Platform, cluster: Cluster): PodIdentity[] => [
  ...services
    .filter(usesAws)
    .map((service) => ({ namespace: service.domain, serviceAccount: service.name, statements: servicePolicy(service, cluster) })),
  ...cluster.components.flatMap(({ namespace, iam: policies }) =>
    Object.entries(policies?.(cluster) ?? {}).map(([serviceAccount, statements]) => ({ namespace, serviceAccount, statements })),
  ),
];

/** A role for each service account that acts in AWS, given to its pods by EKS Pod Identity: no key, and no ARN in a manifest. */
export class IdentityStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster) {
    super(stage, 'identity', cluster, `What pods of ${cluster.name} may do in AWS`);
    for (const { namespace, serviceAccount, statements } of podIdentities(platform, cluster)) {
      const roleName = names.roleName(cluster.name, namespace, serviceAccount);
      const role = podRole(this, `${namespace}-${serviceAccount}`, { cluster, namespace, serviceAccount, roleName });
      for (const { actions, resources, conditions } of statements) {
        for (const resource of resources) acceptPattern(role, arnOf(resource, cluster), resource.service);
        if (resources.length === 0) acceptUnscoped(role);
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: [...actions],
            resources: resources.length ? resources.map((resource) => arnOf(resource, cluster)) : ['*'],
            ...(conditions && { conditions }),
          }),
        );
      }
      new CfnPodIdentityAssociation(this, `${namespace}-${serviceAccount}-association`, {
        clusterName: cluster.name,
        namespace,
        serviceAccount,
        roleArn: role.roleArn,
      });
    }
  }
}
