import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { PlatformStack } from './platform-stack';

/** A figure of a store, and when a person must know. */
export interface StoreAlarmProps {
  /** What is wrong, and what to look at: the text that a person gets. */
  readonly says: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
  readonly when: 'above' | 'below';
  readonly threshold: number;
  /** How long it must be so. */
  readonly minutes: number;
  /** Where it goes. */
  readonly topicArn: string;
}

/** Tells people when a store is not well, and when it is again. No figure is not an alarm: an empty queue has no age. */
export const storeAlarm = (
  stack: PlatformStack,
  id: string,
  { says, namespace, metric, dimensions, statistic, when, threshold, minutes, topicArn }: StoreAlarmProps,
): CfnAlarm =>
  new CfnAlarm(stack, `${id}-alarm`, {
    alarmName: `${stack.stackName}-${id}`,
    alarmDescription: says,
    namespace,
    metricName: metric,
    dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
    statistic,
    comparisonOperator: when === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    threshold,
    period: 60,
    evaluationPeriods: minutes,
    datapointsToAlarm: Math.ceil(minutes * 0.8),
    treatMissingData: 'notBreaching',
    alarmActions: [topicArn],
    okActions: [topicArn],
  });
