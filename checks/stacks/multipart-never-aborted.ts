import { bucketName, lifecycleOf } from './reading/lifecycle';
import { defineStackRule, firstHeld } from './rule';

const most = 7;

export default defineStackRule({
  why: 'Parts of uploads that were never finished are paid for, and are in no listing.',
  elsewhere: { checkov: ['CKV_AWS_300'] },
  incidents: ['I17'],
  *check(stacks) {
    for (const bucket of stacks.of('AWS::S3::Bucket')) {
      const days = lifecycleOf(bucket).flatMap(({ AbortIncompleteMultipartUpload: abort }) => abort?.DaysAfterInitiation ?? []);
      if (days.some((each) => each <= most)) continue;
      yield {
        at: bucket,
        fact: `${bucketName(bucket)} ends unfinished uploads after ${days.length > 0 ? `${Math.min(...days)} days` : 'no time'}, not ${most} days`,
        fix: `add a lifecycle rule with AbortIncompleteMultipartUpload after ${most} days`,
      };
    }
  },
  mutation: (templates) => {
    for (const rule of firstHeld(templates, 'AWS::S3::Bucket').LifecycleConfiguration.Rules)
      if (rule.AbortIncompleteMultipartUpload) rule.AbortIncompleteMultipartUpload.DaysAfterInitiation = 8;
  },
});
