import { names } from '#model';
import type { PlatformStack } from './platform-stack';
import { type StoreAlarmProps, storeAlarm } from './store-alarm';

/**
 * Tells people before events are refused or lost: partitions that nobody leads, copies that are missing, disks that fill.
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/metrics-details.html
 */
export const streamAlarms = (stack: PlatformStack, brokers: number, topicArn: string): void => {
  const { environment } = stack.cluster;
  const whole = { 'Cluster Name': names.streamCluster(environment.name) };
  const alarm = (id: string, dimensions: StoreAlarmProps['dimensions'], figure: Pick<StoreAlarmProps, Figure>): void =>
    void storeAlarm(stack, id, { namespace: 'AWS/Kafka', statistic: 'Maximum', when: 'above', topicArn, dimensions, ...figure });
  alarm('offline', whole, {
    ...{ metric: 'OfflinePartitionsCount', threshold: 0, minutes: 3 },
    says: 'Partitions have no leader: nobody can write or read them; see which broker is away',
  });
  for (let broker = 1; broker <= brokers; broker++) {
    const own = { ...whole, 'Broker ID': String(broker) };
    alarm(`copies-${broker}`, own, {
      ...{ metric: 'UnderReplicatedPartitions', threshold: 0, minutes: 15 },
      says: `Partitions that broker ${broker} leads lack a copy: another broker is away or too slow, and one more loss stops writes`,
    });
    alarm(`writes-${broker}`, own, {
      ...{ metric: 'UnderMinIsrPartitionCount', threshold: 0, minutes: 3 },
      says: `Partitions that broker ${broker} leads take no writes, since too few brokers have them: events wait in the outboxes`,
    });
    alarm(`disk-${broker}`, own, {
      ...{ metric: 'KafkaDataLogsDiskUsed', threshold: 80, minutes: 15 },
      says: `The disk of broker ${broker} is four fifths full, and does not grow as it should: allow it more, or keep events for less long`,
    });
  }
};

type Figure = 'metric' | 'threshold' | 'minutes' | 'says';
