import { bucketName, lifecycleOf } from './reading/lifecycle';
import { defineStackRule, firstHeld } from './rule';

export default defineStackRule({
  why: 'What was overwritten or deleted is still stored and paid for, and nobody sees it in a listing.',
  incidents: ['I17'],
  *check(stacks) {
    for (const bucket of stacks.of('AWS::S3::Bucket')) {
      if (bucket.properties.VersioningConfiguration?.Status !== 'Enabled') continue;
      const ends = lifecycleOf(bucket).some(
        ({ NoncurrentVersionExpiration: old, NoncurrentVersionExpirationInDays: days }) => old?.NoncurrentDays || days,
      );
      if (ends) continue;
      const fact = `${bucketName(bucket)} keeps versions and no rule ends old ones`;
      yield { at: bucket, fact, fix: 'add a lifecycle rule with NoncurrentVersionExpiration' };
    }
  },
  mutation: (templates) => {
    for (const rule of firstHeld(templates, 'AWS::S3::Bucket', 'VersioningConfiguration').LifecycleConfiguration.Rules)
      rule.NoncurrentVersionExpiration = undefined;
  },
});
