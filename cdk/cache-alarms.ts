import type { PlatformStack } from './platform-stack';
import { storeAlarm } from './store-alarm';

/**
 * Tells people before the cache forgets what services still ask for, or answers late.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
 */
export const cacheAlarms = (stack: PlatformStack, topicArn: string): void => {
  for (let node = 1; node <= stack.provision.cache.nodes; node++) {
    // As ElastiCache names the nodes of a group.
    const name = `${stack.cluster.name}-${String(node).padStart(3, '0')}`;
    const figure = { namespace: 'AWS/ElastiCache', dimensions: { CacheClusterId: name }, topicArn } as const;
    storeAlarm(stack, `cpu-${node}`, {
      ...{ ...figure, metric: 'EngineCPUUtilization', statistic: 'Maximum', when: 'above', threshold: 80, minutes: 10 },
      says: `Valkey computes at four fifths of what its one thread can on ${name}: see the slow log for the command, or take a larger node`,
    });
    storeAlarm(stack, `memory-${node}`, {
      ...{ ...figure, metric: 'DatabaseMemoryUsagePercentage', statistic: 'Maximum', when: 'above', threshold: 80, minutes: 10 },
      says: `The memory of ${name} is four fifths full: look for keys without an end, or take a larger node`,
    });
    storeAlarm(stack, `evictions-${node}`, {
      ...{ ...figure, metric: 'Evictions', statistic: 'Sum', when: 'above', threshold: 100, minutes: 15 },
      says: `${name} throws out values before their time to make room: services compute them again and again; take a larger node`,
    });
  }
};
