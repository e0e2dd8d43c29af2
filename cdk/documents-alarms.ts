import { names } from '#model';
import type { PlatformStack } from './platform-stack';
import { storeAlarm } from './store-alarm';

const gibibyte = 2 ** 30;

/** More connections than pools of ordinary size add up to; every instance takes as many. */
const connections = 1000;

/**
 * Tells people before the document store refuses work: each figure has another cause, and another cure.
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/cloud_watch.html
 */
export const documentsAlarms = (stack: PlatformStack, topicArn: string): void => {
  const { cluster, provision } = stack;
  const figure = { namespace: 'AWS/DocDB', dimensions: { DBClusterIdentifier: names.documentsCluster(cluster.name) }, topicArn } as const;
  storeAlarm(stack, 'cpu', {
    ...{ ...figure, metric: 'CPUUtilization', statistic: 'Maximum', when: 'above', threshold: 80, minutes: 15 },
    says: 'DocumentDB has computed at four fifths of what it can for a quarter of an hour: see the profiler for the operation',
  });
  storeAlarm(stack, 'memory', {
    ...{ ...figure, metric: 'FreeableMemory', statistic: 'Minimum', when: 'below', threshold: gibibyte, minutes: 10 },
    says: 'DocumentDB has less than a GiB of memory left, and will refuse operations: look for large sorts, or take larger instances',
  });
  storeAlarm(stack, 'connections', {
    ...{ ...figure, metric: 'DatabaseConnections', statistic: 'Maximum', when: 'above', threshold: connections, minutes: 5 },
    says: `More than ${connections} connections are open: see the log of audits for who opens them, and set maxPoolSize there`,
  });
  if (provision.documents.instances > 1)
    storeAlarm(stack, 'replica-lag', {
      ...{ ...figure, metric: 'DBClusterReplicaLagMaximum', statistic: 'Maximum', when: 'above', threshold: 1000, minutes: 5 },
      says: 'An instance is more than a second behind the one that writes: it answers with old documents, and takes longer to stand in',
    });
  // A region that is followed has no such figure, so the alarm is silent there, and is in place when the regions change their parts.
  if (cluster.environment.clusters.length > 1)
    storeAlarm(stack, 'region-lag', {
      ...{ ...figure, metric: 'GlobalClusterReplicationLag', statistic: 'Maximum', when: 'above', threshold: 60_000, minutes: 5 },
      says: 'This region is more than a minute behind the active one: if that were lost now, the documents of that time would be too',
    });
};
