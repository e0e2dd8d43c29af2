import { bucketName, lifecycleOf } from './reading/lifecycle';
import { defineStackRule, firstHeld } from './rule';

export default defineStackRule({
  why: 'A bucket that forgets nothing and moves nothing to cheaper storage costs more every month.',
  elsewhere: { checkov: ['CKV2_AWS_61'] },
  incidents: ['I17'],
  *check(stacks) {
    for (const bucket of stacks.of('AWS::S3::Bucket')) {
      const moves = lifecycleOf(bucket).some(
        ({ ExpirationInDays, ExpirationDate, Transition, Transitions = [] }) =>
          ExpirationInDays || ExpirationDate || Transition || Transitions.length > 0,
      );
      if (moves) continue;
      yield {
        at: bucket,
        fact: `${bucketName(bucket)} has no rule by which files end or move to cheaper storage`,
        fix: 'add a lifecycle rule with an expiration or a transition',
      };
    }
  },
  mutation: (templates) => {
    for (const rule of firstHeld(templates, 'AWS::S3::Bucket').LifecycleConfiguration.Rules) {
      rule.ExpirationInDays = undefined;
      rule.Transitions = undefined;
    }
  },
});
