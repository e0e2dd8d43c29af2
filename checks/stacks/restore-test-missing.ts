import { bucketsOf, defineStackRule, firstHeld, type Held, held, type Stacks } from './rule';

/** Stores by the names that AWS Backup has for them. */
const kinds: Readonly<Record<string, (stacks: Stacks) => Held[]>> = {
  Aurora: (stacks) => held(stacks, 'AWS::RDS::DBCluster'),
  DocumentDB: (stacks) => held(stacks, 'AWS::DocDB::DBCluster'),
  EFS: (stacks) => held(stacks, 'AWS::EFS::FileSystem'),
  S3: (stacks) =>
    held(stacks, 'AWS::S3::Bucket').filter(({ cluster, properties }) => bucketsOf(stacks, cluster).includes(properties.BucketName)),
};

export default defineStackRule({
  why: 'A backup that nobody has restored may turn out to be none on the day it is needed.',
  *check(stacks) {
    const tested = held(stacks, 'AWS::Backup::RestoreTestingSelection');
    for (const [kind, storesOf] of Object.entries(kinds)) {
      for (const store of storesOf(stacks).filter(({ cluster }) => !cluster.standby)) {
        const own = tested.filter(({ cluster }) => cluster.name === store.cluster.name);
        if (own.some(({ properties }) => properties.ProtectedResourceType === kind)) continue;
        const fact = `backups of ${kind} of '${store.cluster.name}' are never restored as a test`;
        yield { at: store, fact, fix: 'add the kind to what cdk/backup-stack.ts restores every week' };
      }
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::Backup::RestoreTestingSelection').ProtectedResourceType = 'EBS';
  },
});
