import * as iam from 'aws-cdk-lib/aws-iam';
import { arnOf, type Cluster, type Statement } from '#model';
import { acceptPattern, acceptUnscoped } from './acknowledged';

/** Lets a role do what statements of the model say, in a cluster's account and region. */
export const grant = (role: iam.Role, statements: readonly Statement[], cluster: Cluster): void => {
  for (const { effect, actions, resources, conditions } of statements) {
    const arns = resources.map((resource) => arnOf(resource, cluster));
    // What is denied cannot be denied too widely.
    if (effect !== 'Deny') {
      for (const [index, { service }] of resources.entries()) acceptPattern(role, arns[index] ?? '', service);
      if (resources.length === 0) acceptUnscoped(role);
    }
    role.addToPolicy(
      new iam.PolicyStatement({
        ...(effect === 'Deny' && { effect: iam.Effect.DENY }),
        actions: [...actions],
        resources: arns.length ? arns : ['*'],
        ...(conditions && { conditions }),
      }),
    );
  }
};
