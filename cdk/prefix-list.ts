import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { acceptUnscoped } from './acknowledged';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

/**
 * The id that a list of addresses kept by AWS has in this region. It is another one in each, so a function asks for it during deployment.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
export const prefixList = (stack: PlatformStack, name: string, keys: KeysStack, log = 'prefix-list'): string => {
  const { cluster, provision } = stack;
  const logGroup = encryptedLog(stack, 'prefix-list-log', { name: `/platform/${cluster.name}/${log}`, key: keys.logs, provision });
  const role = new iam.Role(stack, 'prefix-list-role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['ec2:DescribeManagedPrefixLists'], resources: ['*'] }));
  acceptUnscoped(role);
  const field = 'PrefixLists.0.PrefixListId';
  const asked = new AwsCustomResource(stack, 'prefix-list', {
    resourceType: 'Custom::PrefixList',
    onUpdate: {
      service: '@aws-sdk/client-ec2',
      action: 'DescribeManagedPrefixListsCommand',
      parameters: { Filters: [{ Name: 'prefix-list-name', Values: [name] }] },
      physicalResourceId: PhysicalResourceId.of(name),
      outputPaths: [field],
    },
    role,
    logGroup,
    timeout: Duration.minutes(1),
    memorySize: 256,
    // The one that Lambda comes with knows the question; another one would be fetched at each deployment.
    installLatestAwsSdk: false,
  });
  return asked.getResponseField(field);
};
