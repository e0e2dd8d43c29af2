import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as ce from 'aws-cdk-lib/aws-ce';
import type { PlatformStack } from './platform-stack';

/** Who is told, by what. */
interface Told {
  readonly subscriptionType: 'SNS' | 'EMAIL';
  readonly address: string;
}

/**
 * Says when half, four fifths and all of a month's budget are spent, and when its end will be above it. It is about the whole account.
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html
 */
export const monthlyBudget = (stack: PlatformStack, amount: number, topicArn: string): void => {
  const { alarmsEmail } = stack.cluster.organisation;
  const subscribers: Told[] = [
    { subscriptionType: 'SNS', address: topicArn },
    // Also where the topic is what fails.
    ...(alarmsEmail ? [{ subscriptionType: 'EMAIL' as const, address: alarmsEmail }] : []),
  ];
  const above = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
    subscribers,
  });
  new budgets.CfnBudget(stack, 'budget', {
    budget: {
      budgetName: `${stack.cluster.environment.name}-monthly`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount, unit: 'USD' },
    },
    notificationsWithSubscribers: [above('ACTUAL', 50), above('ACTUAL', 80), above('ACTUAL', 100), above('FORECASTED', 100)],
    resourceTags: [...stack.ownTags],
  });
};

/**
 * Says when a service of AWS costs more than it used to, by a hundredth of the month's budget and at least 10 dollars. An account may have one
 * such monitor; where AWS has made its own, that one is deleted before.
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html
 */
export const costAnomalies = (stack: PlatformStack, amount: number, topicArn: string): void => {
  const { name } = stack.cluster.environment;
  const resourceTags = [...stack.ownTags];
  const monitor = new ce.CfnAnomalyMonitor(stack, 'anomalies', {
    monitorName: `${name}-services`,
    monitorType: 'DIMENSIONAL',
    monitorDimension: 'SERVICE',
    resourceTags,
  });
  new ce.CfnAnomalySubscription(stack, 'anomalies-told', {
    subscriptionName: `${name}-anomalies`,
    // Topics are told at once; a summary of a day goes by mail alone.
    frequency: 'IMMEDIATE',
    monitorArnList: [monitor.attrMonitorArn],
    subscribers: [{ type: 'SNS', address: topicArn }],
    thresholdExpression: JSON.stringify({
      Dimensions: {
        Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
        MatchOptions: ['GREATER_THAN_OR_EQUAL'],
        Values: [String(Math.max(10, Math.ceil(amount / 100)))],
      },
    }),
    resourceTags,
  });
};
