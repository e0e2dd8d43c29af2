import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { names } from '#model';
import { alarmSources, type KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

/** Services that give no account with what they send, so that a condition on it would shut them out. */
const anonymous: readonly string[] = ['backup', 'events'];

/**
 * The topic of a region for whatever a person must know. AWS alone writes to it; the platform team confirms once that it wants to read.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export const alarmsTopic = (stack: PlatformStack, keys: KeysStack): sns.Topic => {
  const { cluster } = stack;
  const topic = new sns.Topic(stack, 'alarms', { topicName: names.alarmsTopic(cluster.name), masterKey: keys.alarms, enforceSSL: true });
  for (const source of alarmSources)
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: `Publish-${source}`.replace('-', ''),
        principals: [new iam.ServicePrincipal(`${source}.amazonaws.com`)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        ...(!anonymous.includes(source) && { conditions: { StringEquals: { 'aws:SourceAccount': cluster.account } } }),
      }),
    );
  const { alarmsEmail } = cluster.organisation;
  if (alarmsEmail) new sns.CfnSubscription(stack, 'alarms-email', { topicArn: topic.topicArn, protocol: 'email', endpoint: alarmsEmail });
  return topic;
};
