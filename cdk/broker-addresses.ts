import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as msk from 'aws-cdk-lib/aws-msk';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { acceptUnscoped } from './acknowledged';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

const field = 'BootstrapBrokerStringSaslIam';

/**
 * `host:port` of some brokers, with commas between. CloudFormation knows no such attribute of a cluster, so a function asks MSK for it whenever
 * the cluster is another one; it asks AWS alone and needs no way into the VPC.
 * @see https://docs.aws.amazon.com/msk/1.0/apireference/clusters-clusterarn-bootstrap-brokers.html
 */
export const brokerAddresses = (stack: PlatformStack, { attrArn }: msk.CfnCluster, keys: KeysStack): string => {
  const { cluster, provision } = stack;
  const logGroup = encryptedLog(stack, 'addresses-log', { name: `/platform/${cluster.name}/broker-addresses`, key: keys.logs, provision });
  const role = new iam.Role(stack, 'addresses-role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['kafka:GetBootstrapBrokers'], resources: ['*'] }));
  acceptUnscoped(role);
  const asked = new AwsCustomResource(stack, 'addresses', {
    resourceType: 'Custom::BrokerAddresses',
    onUpdate: {
      service: '@aws-sdk/client-kafka',
      action: 'GetBootstrapBrokersCommand',
      parameters: { ClusterArn: attrArn },
      physicalResourceId: PhysicalResourceId.of(attrArn),
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
