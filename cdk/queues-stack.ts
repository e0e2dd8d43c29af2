import { Duration, type Stage, Tags } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { type Cluster, names, type Platform } from '#model';
import type { GovernanceStack } from './governance-stack';
import { PlatformStack } from './platform-stack';
import { storeAlarm } from './store-alarm';

/** A queue for each that a service names, and one that takes what failed five times. Both encrypted, both over TLS only. */
export class QueuesStack extends PlatformStack {
  constructor(stage: Stage, { services }: Platform, cluster: Cluster, { alarmsTopicArn: topicArn }: GovernanceStack) {
    super(stage, 'queues', cluster, `Queues of ${cluster.name}`);
    for (const { name, queues = [] } of services) {
      for (const queue of queues) {
        const queueName = names.queueName(cluster.environment.name, name, queue);
        const shared = { enforceSSL: true, encryption: sqs.QueueEncryption.SQS_MANAGED, removalPolicy: this.provision.removalPolicy };
        const dead = new sqs.Queue(this, `${name}-${queue}-dead`, {
          ...shared,
          queueName: names.deadLetterQueue(queueName),
          retentionPeriod: Duration.days(14),
        });
        const made = new sqs.Queue(this, `${name}-${queue}`, {
          ...shared,
          queueName,
          visibilityTimeout: Duration.minutes(2),
          receiveMessageWaitTime: Duration.seconds(20),
          deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
        });
        if (this.provision.watch === 'everything')
          storeAlarm(this, `${name}-${queue}-dead`, {
            says: `What ${name} could not handle waits in ${names.deadLetterQueue(queueName)}: read it, then send it again or delete it`,
            ...{
              namespace: 'AWS/SQS',
              metric: 'ApproximateAgeOfOldestMessage',
              dimensions: { QueueName: names.deadLetterQueue(queueName) },
            },
            ...{ statistic: 'Maximum', when: 'above', threshold: 300, minutes: 5, topicArn },
          });
        for (const each of [made, dead]) Tags.of(each).add('service', name);
      }
    }
  }
}
