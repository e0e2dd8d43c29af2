import type { Placed } from '../../contract/reading';

/** A rule of what happens to the files of a bucket as they get older. */
export interface LifecycleRule {
  readonly Status?: string;
  readonly ExpirationInDays?: number;
  readonly ExpirationDate?: string;
  readonly Transition?: unknown;
  readonly Transitions?: readonly unknown[];
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays?: number };
  readonly NoncurrentVersionExpirationInDays?: number;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number };
}

/** The rules of a bucket that are on. */
export const lifecycleOf = ({ properties }: Pick<Placed, 'properties'>): readonly LifecycleRule[] =>
  (properties.LifecycleConfiguration?.Rules ?? []).filter(({ Status }: LifecycleRule) => Status === 'Enabled');

/** What people call a bucket. */
export const bucketName = ({ id, properties }: Placed): string =>
  `the bucket '${typeof properties.BucketName === 'string' ? properties.BucketName : id}'`;
