import { firstOf } from '../mechanism/pods';
import { defineContract } from './contract';
import { besideCluster, createdAt, environmentsOf, tagOf, usedBy } from './reading';
import { permissionsOf } from './rights';

const isVariable = (name: string): boolean => name.startsWith('BUCKET_');

const ofService = (bucket: string, service: string): string => `${bucket}, used by ${service}`;

export default defineContract({
  what: 'bucket',
  kind: 'derived',
  why: 'A service that is given the name of a bucket which is not there, or not its own, can neither put nor get an object.',
  *created(sides) {
    // Those of services; the bucket that logs their requests belongs to none.
    for (const bucket of besideCluster(sides, 'AWS::S3::Bucket').filter(({ properties }) => tagOf(properties, 'service')))
      yield createdAt(bucket, bucket.properties.BucketName);
    for (const { at, service, action, arn } of permissionsOf(sides))
      if (action === 's3:PutObject') yield createdAt(at, ofService(arn.replace(/^arn:aws:s3:::|\/.*$/g, ''), service));
  },
  *used(sides) {
    for (const { object, service, variables } of environmentsOf(sides))
      for (const [variable, bucket] of Object.entries(variables)) {
        if (!isVariable(variable)) continue;
        yield usedBy(object, bucket);
        yield usedBy(object, ofService(bucket, service.name));
      }
  },
  fix: { missing: "name the bucket in the service's 'buckets'", unused: 'let its service use it, or remove it there' },
  mutations: {
    template: (templates) => {
      const bucket = templates
        .flatMap(({ resources }) => Object.values(resources))
        .find(({ Type, Properties }) => Type === 'AWS::S3::Bucket' && Properties.LoggingConfiguration);
      if (bucket === undefined) throw new RangeError('no bucket to change');
      bucket.Properties.BucketName += '-renamed';
    },
    manifest: (apps) => {
      const told = apps.filter(({ objects }) =>
        objects.some(({ json }) => json.kind === 'ConfigMap' && Object.keys(json.data ?? {}).some(isVariable)),
      );
      const { data } = firstOf(told, 'ConfigMap');
      for (const variable of Object.keys(data).filter(isVariable)) data[variable] += '-renamed';
    },
  },
});
