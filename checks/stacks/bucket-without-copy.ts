import { bucketsOf, defineStackRule, firstHeld, type Held, held, type Stacks } from './rule';

interface Rule {
  readonly Status?: string;
  readonly Destination?: { readonly Bucket?: unknown; readonly Metrics?: { readonly Status?: string } };
}

/** What is missing on the way to the copy; nothing where it is whole. */
const missing = (bucket: Held, stacks: Stacks): string | undefined => {
  const versioned = ({ properties }: Held): boolean => properties.VersioningConfiguration?.Status === 'Enabled';
  if (!versioned(bucket)) return 'keeps no versions';
  const rules: readonly Rule[] = bucket.properties.ReplicationConfiguration?.Rules ?? [];
  const active = rules.filter(({ Status }) => Status === 'Enabled');
  const all = held(stacks, 'AWS::S3::Bucket');
  for (const { name, region } of bucket.others) {
    const targets = all.filter(({ cluster }) => cluster.name === name);
    const to = (rule: Rule): Held | undefined =>
      targets.find(({ properties }) => rule.Destination?.Bucket === `arn:aws:s3:::${properties.BucketName}`);
    const rule = active.find(to);
    const target = rule && to(rule);
    if (!rule || !target) return `is copied to no bucket in ${region}`;
    if (!versioned(target)) return `has a copy in ${region} that keeps no versions, so AWS refuses to write it`;
    if (rule.Destination?.Metrics?.Status !== 'Enabled') return `is copied to ${region}, and nobody counts what is still on its way`;
  }
  return undefined;
};

export default defineStackRule({
  why: 'Files of customers in one region are lost with it, and what is overwritten is gone.',
  *check(stacks) {
    for (const bucket of held(stacks, 'AWS::S3::Bucket')) {
      if (bucket.cluster.standby || !bucketsOf(stacks, bucket.cluster).includes(bucket.properties.BucketName)) continue;
      const what = missing(bucket, stacks);
      if (what === undefined) continue;
      const fact = `the bucket '${bucket.properties.BucketName}' ${what}`;
      yield { at: bucket, fact, fix: 'keep versions in both regions, and copy with metrics (cdk/storage-stack.ts)' };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::S3::Bucket', 'ReplicationConfiguration').ReplicationConfiguration = undefined;
  },
});
