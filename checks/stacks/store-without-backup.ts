import { names } from '#model';
import { tagOf } from '../contract/reading';
import { bucketsOf, calledAs, databaseTypes, defineStackRule, firstHeld, type Held, held } from './rule';

/** A tag, which CloudFormation has as a list or as an object. */
const isTagged = ({ properties }: Held): boolean => {
  const { key, value } = names.backupTag;
  const { Tags = [] } = properties;
  return (Array.isArray(Tags) ? tagOf({ Tags }, key) : Tags[key]) === value;
};

export default defineStackRule({
  why: 'What carries no tag is in no backup, and nobody notices before it is needed.',
  *check(stacks) {
    const stores = [
      ...held(stacks, ...databaseTypes, 'AWS::EFS::FileSystem'),
      ...held(stacks, 'AWS::S3::Bucket').filter(({ cluster, properties }) => bucketsOf(stacks, cluster).includes(properties.BucketName)),
    ];
    for (const store of stores.filter(({ cluster }) => !cluster.standby)) {
      if (isTagged(store)) continue;
      const fact = `${calledAs(store)} ${store.id} of '${store.cluster.name}' has no tag '${names.backupTag.key}: ${names.backupTag.value}'`;
      yield { at: store, fact, fix: 'tag it with names.backupTag' };
    }
  },
  mutation: (templates) => {
    const bucket = firstHeld(templates, 'AWS::S3::Bucket', 'ReplicationConfiguration');
    bucket.Tags = bucket.Tags.filter(({ Key }: { Key: string }) => Key !== names.backupTag.key);
  },
});
