import { names } from '#model';
import type { PlatformStack } from './platform-stack';
import { storeAlarm } from './store-alarm';

/**
 * Tells people before searches fail, as AWS advises: each figure has another cause, and another cure.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html
 */
export const searchAlarms = (stack: PlatformStack, topicArn: string): void => {
  const { cluster, provision } = stack;
  const dimensions = { DomainName: names.searchDomain(cluster.environment.name), ClientId: cluster.account };
  const figure = { namespace: 'AWS/ES', dimensions, topicArn } as const;
  storeAlarm(stack, 'red', {
    ...{ ...figure, metric: 'ClusterStatus.red', statistic: 'Maximum', when: 'above', threshold: 0, minutes: 1 },
    says: 'An index has lost all copies of a part: its searches fail; let its service make it again, or restore the snapshot of the hour',
  });
  storeAlarm(stack, 'yellow', {
    ...{ ...figure, metric: 'ClusterStatus.yellow', statistic: 'Maximum', when: 'above', threshold: 0, minutes: 5 },
    says: 'A part of an index has fewer copies than it should: a node is away, or an index asks for more copies than there are nodes',
  });
  storeAlarm(stack, 'disk', {
    // In megabytes, of the node with the least.
    ...{ ...figure, metric: 'FreeStorageSpace', statistic: 'Minimum', when: 'below', threshold: provision.search.disk * 256, minutes: 5 },
    says: `A node has less than a quarter of its ${provision.search.disk} GiB left: delete old indices, or give nodes larger disks`,
  });
  storeAlarm(stack, 'writes-blocked', {
    ...{ ...figure, metric: 'ClusterIndexWritesBlocked', statistic: 'Maximum', when: 'above', threshold: 0, minutes: 5 },
    says: 'OpenSearch takes no writes, for want of disk or memory: see the alarms beside this one',
  });
  storeAlarm(stack, 'memory', {
    ...{ ...figure, metric: 'JVMMemoryPressure', statistic: 'Maximum', when: 'above', threshold: 95, minutes: 5 },
    says: 'A node has hardly any memory left, and will refuse requests: look for wide aggregations or many small indices',
  });
  storeAlarm(stack, 'cpu', {
    ...{ ...figure, metric: 'CPUUtilization', statistic: 'Average', when: 'above', threshold: 80, minutes: 15 },
    says: 'OpenSearch has computed at four fifths of what it can for a quarter of an hour: see the log of slow searches',
  });
  storeAlarm(stack, 'manager', {
    ...{ ...figure, metric: 'MasterReachableFromNode', statistic: 'Minimum', when: 'below', threshold: 1, minutes: 5 },
    says: 'No manager can be reached, so that nothing can be changed: see the status of the domain; if it lasts, ask AWS',
  });
  storeAlarm(stack, 'snapshot', {
    ...{ ...figure, metric: 'AutomatedSnapshotFailure', statistic: 'Maximum', when: 'above', threshold: 0, minutes: 1 },
    says: 'The snapshot of the hour failed: it is of no use while the cluster is red, so look at that first',
  });
  storeAlarm(stack, 'key', {
    ...{ ...figure, metric: 'KMSKeyInaccessible', statistic: 'Maximum', when: 'above', threshold: 0, minutes: 1 },
    says: 'OpenSearch can no longer use the key of its data: enable the key again before its disks are gone for good',
  });
};
