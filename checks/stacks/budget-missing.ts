import type { Template } from '../contract/contract';
import { defineStackRule, firstHeld } from './rule';

interface Notification {
  readonly Notification: { readonly NotificationType: string; readonly Threshold: number };
  readonly Subscribers: readonly unknown[];
}

/** Shares of a month's budget that somebody must be told of. Unit: per cent. */
const told = [
  ['ACTUAL', 50],
  ['ACTUAL', 80],
  ['ACTUAL', 100],
  ['FORECASTED', 100],
] as const;

/** What nobody is told of in one account. */
const untold = (own: (type: string) => readonly { readonly properties: { [field: string]: unknown } }[]): string[] => {
  const notifications = own('AWS::Budgets::Budget').flatMap(
    ({ properties }) => (properties.NotificationsWithSubscribers ?? []) as readonly Notification[],
  );
  const says = (type: string, share: number): boolean =>
    notifications.some(
      ({ Notification: { NotificationType, Threshold }, Subscribers }) =>
        NotificationType === type && Threshold === share && Subscribers.length > 0,
    );
  return [
    ...told.filter(([type, share]) => !says(type, share)).map(([type, share]) => `${share} % ${type === 'ACTUAL' ? 'spent' : 'forecast'}`),
    ...(own('AWS::CE::AnomalySubscription').length > 0 ? [] : ['what costs more than it used to']),
  ];
};

export default defineStackRule({
  why: 'What was left running or grew over night is found on the bill of the month.',
  incidents: ['I32'],
  *check(stacks) {
    // Environments that share an account share its budget.
    const accounts = new Map([...stacks.platform.environments].reverse().map(({ account, file }) => [account, file]));
    for (const [account, file] of accounts) {
      const isOwn = ({ template }: { template: Template }): boolean => template.account === account;
      const template = stacks.templates.find((each) => isOwn({ template: each }) && each.stack.endsWith('-governance'));
      const missing = untold((type) => stacks.of(type).filter(isOwn));
      if (missing.length === 0 || template === undefined) continue;
      const fact = `nobody is told of ${missing.join(', ')} in the account ${account}`;
      yield { at: { template }, fact, fix: `set \`budget\` in ${file}; cdk/spending.ts makes the rest of it` };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::Budgets::Budget').NotificationsWithSubscribers.pop();
  },
});
