import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { type Component, names, type Statement } from '#model';
import type { PlatformStack } from './platform-stack';

/** What it takes to keep a key, none of which reads what the key has encrypted. */
const keeping = [
  ...[
    'CancelKeyDeletion',
    'CreateAlias',
    'DeleteAlias',
    'DescribeKey',
    'DisableKey',
    'DisableKeyRotation',
    'EnableKey',
    'EnableKeyRotation',
  ],
  ...['GetKeyPolicy', 'GetKeyRotationStatus', 'ListGrants', 'ListKeyPolicies', 'ListKeyRotations', 'ListResourceTags', 'PutKeyPolicy'],
  ...['RevokeGrant', 'ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'UpdateAlias', 'UpdateKeyDescription'],
].map((action) => `kms:${action}`);

/** Whether a statement is about the key of an alias. */
const isAbout =
  (alias: string) =>
  ({ conditions }: Statement): boolean =>
    [conditions?.['ForAnyValue:StringEquals']?.['kms:ResourceAliases']].flat().includes(alias);

/** The keys that components have for themselves: the account keeps them, and only the pods of the component that say so use them. */
export const componentKeys = (stack: PlatformStack): void => {
  for (const component of stack.cluster.components) for (const key of component.keys ?? []) componentKey(stack, component, key);
};

const componentKey = (stack: PlatformStack, { name, namespace, iam: policies }: Component, key: string): void => {
  const { cluster, provision } = stack;
  const purpose = names.componentKey(name, key);
  const alias = names.keyAlias(cluster.name, purpose);
  const users = Object.entries(policies?.(cluster) ?? {}).flatMap(([account, statements]) =>
    statements.filter(isAbout(alias)).map(
      ({ actions }) =>
        new iam.PolicyStatement({
          principals: [new iam.AccountRootPrincipal()],
          actions: [...actions],
          resources: ['*'],
          // By the name of the role, which is made later: a key policy takes no principal that is not there yet.
          conditions: {
            ArnEquals: {
              'aws:PrincipalArn': `arn:${stack.partition}:iam::${cluster.account}:role/${names.roleName(cluster.name, namespace, account)}`,
            },
          },
        }),
    ),
  );
  new kms.Key(stack, purpose, {
    alias,
    description: `${key} of ${name} on ${cluster.name}`,
    enableKeyRotation: true,
    removalPolicy: provision.removalPolicy,
    policy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ principals: [new iam.AccountRootPrincipal()], actions: keeping, resources: ['*'] }), ...users],
    }),
  });
};
