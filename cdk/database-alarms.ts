import { targets } from '#model';
import type { PlatformStack } from './platform-stack';
import { storeAlarm } from './store-alarm';

const gibibyte = 2 ** 30;

/**
 * Tells people before the database refuses work: each figure has another cause, and another cure.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 */
export const databaseAlarms = (stack: PlatformStack, topicArn: string): void => {
  const { cluster, provision } = stack;
  const figure = { namespace: 'AWS/RDS', dimensions: { DBClusterIdentifier: cluster.name }, topicArn } as const;
  const { maxConnections } = cluster.environment.database;
  storeAlarm(stack, 'cpu', {
    ...{ ...figure, metric: 'CPUUtilization', statistic: 'Maximum', when: 'above', threshold: 80, minutes: 15 },
    says: 'The database has computed at four fifths of what it can for a quarter of an hour: see Performance Insights for the statement',
  });
  storeAlarm(stack, 'capacity', {
    ...{ ...figure, metric: 'ACUUtilization', statistic: 'Maximum', when: 'above', threshold: 90, minutes: 15 },
    says: `The database has grown to nearly the ${provision.database.most} units that it may have: allow it more, or find what uses them`,
  });
  storeAlarm(stack, 'memory', {
    ...{ ...figure, metric: 'FreeableMemory', statistic: 'Minimum', when: 'below', threshold: gibibyte / 2, minutes: 10 },
    says: 'The database has less than half a GiB of memory left: look for statements that sort or hash much',
  });
  storeAlarm(stack, 'connections', {
    ...{ ...figure, metric: 'DatabaseConnections', statistic: 'Maximum', when: 'above', minutes: 5 },
    // Pods share four fifths of them; above that something else takes what is kept for people and for failover.
    threshold: Math.floor(maxConnections * 0.8),
    says: `More than four fifths of the ${maxConnections} connections are taken: see pg_stat_activity for who holds them`,
  });
  // A region that is followed has no such figure, so the alarm is silent there, and is in place when the regions change their parts.
  if (cluster.environment.clusters.length > 1)
    storeAlarm(stack, 'region-lag', {
      ...{ ...figure, metric: 'AuroraGlobalDBRPOLag', statistic: 'Maximum', when: 'above', threshold: 60_000, minutes: 5 },
      says: `This region is more than a minute behind the active one: if that were lost now, more would be lost than ${targets.point} soon`,
    });
  if (provision.database.readers > 0)
    storeAlarm(stack, 'replica-lag', {
      ...{ ...figure, metric: 'AuroraReplicaLagMaximum', statistic: 'Maximum', when: 'above', threshold: 1000, minutes: 5 },
      says: 'A reader is more than a second behind the writer: it answers with old rows, and takes longer to stand in',
    });
};
