import { defineStackRule, firstHeld } from './rule';

export default defineStackRule({
  why: 'CloudWatch keeps a log for ever unless it is told otherwise, and is paid for every month.',
  elsewhere: { checkov: ['CKV_AWS_66'] },
  incidents: ['I17', 'P18'],
  *check(stacks) {
    for (const group of stacks.of('AWS::Logs::LogGroup')) {
      if (group.properties.RetentionInDays > 0) continue;
      const fact = `the log group '${group.properties.LogGroupName ?? group.id}' has no RetentionInDays`;
      yield { at: group, fact, fix: 'make it with cdk/encrypted-log.ts, which takes the days of the environment' };
    }
    for (const called of stacks.of('AWS::Lambda::Function')) {
      if (called.properties.LoggingConfig?.LogGroup) continue;
      const fact = 'the function names no log group, so AWS makes one that is kept for ever';
      yield { at: called, fact, fix: 'give it a `logGroup` made with cdk/encrypted-log.ts' };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::Logs::LogGroup').RetentionInDays = undefined;
  },
});
