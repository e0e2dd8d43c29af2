import { inSeconds, names, targets } from '#model';
import type { Copied } from './bucket-copies';
import type { PlatformStack } from './platform-stack';
import { storeAlarm } from './store-alarm';

/**
 * Tells people when what is put into a bucket does not come to its copy.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
 */
export const copyAlarms = (stack: PlatformStack, id: string, { from, to, service, bucket }: Copied, topicArn: string): void => {
  const [source, target] = [from, to].map((cluster) => names.bucketName(cluster, service, bucket)) as [string, string];
  const dimensions = { SourceBucket: source, DestinationBucket: target, RuleId: to.name };
  const figure = { namespace: 'AWS/S3', dimensions, topicArn, when: 'above' } as const;
  storeAlarm(stack, `${id}-late`, {
    ...{ ...figure, metric: 'ReplicationLatency', statistic: 'Maximum', threshold: inSeconds(targets.point), minutes: 10 },
    says: `What is put into ${source} comes to ${to.name} more than ${targets.point} late: if the region were lost now, it would be lost too`,
  });
  storeAlarm(stack, `${id}-failed`, {
    ...{ ...figure, metric: 'OperationsFailedReplication', statistic: 'Sum', threshold: 0, minutes: 1 },
    says: `Something in ${source} could not be copied to ${to.name}: see the replication status of its objects, and the role's rights`,
  });
};
