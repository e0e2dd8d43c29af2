import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

const service = 'opensearchservice.amazonaws.com';
const name = 'AWSServiceRoleForAmazonOpenSearchService';

/**
 * The role by which OpenSearch puts its interfaces into a VPC. An account has it once, and whoever comes first makes it; CloudFormation would
 * refuse to make it again, and take it from others when a stack goes. Here one that is there already is as good, and it stays.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/slr-aos.html
 */
export const searchServiceRole = (stack: PlatformStack, keys: KeysStack): AwsCustomResource => {
  const { cluster, provision } = stack;
  const logGroup = encryptedLog(stack, 'service-role-log', {
    name: `/platform/${cluster.name}/search-service-role`,
    key: keys.logs,
    provision,
  });
  const role = new iam.Role(stack, 'service-role-role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [`arn:aws:iam::${cluster.account}:role/aws-service-role/${service}/${name}`],
      conditions: { StringEquals: { 'iam:AWSServiceName': service } },
    }),
  );
  return new AwsCustomResource(stack, 'service-role', {
    resourceType: 'Custom::SearchServiceRole',
    onUpdate: {
      service: '@aws-sdk/client-iam',
      action: 'CreateServiceLinkedRoleCommand',
      parameters: { AWSServiceName: service },
      physicalResourceId: PhysicalResourceId.of(name),
      // It says so of a role that is there.
      ignoreErrorCodesMatching: 'InvalidInput',
    },
    role,
    logGroup,
    timeout: Duration.minutes(1),
    memorySize: 256,
    // The one that Lambda comes with knows the question; another one would be fetched at each deployment.
    installLatestAwsSdk: false,
  });
};
