import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Provision } from './provision';

/** A log, under whose name, and for how long. */
export interface EncryptedLogProps {
  readonly name: string;
  readonly key: kms.IKey;
  readonly provision: Provision;
}

/** A log group that is encrypted, and kept as long as its environment keeps logs. Made before whoever writes to it, or AWS makes one itself. */
export const encryptedLog = (scope: Construct, id: string, { name, key, provision }: EncryptedLogProps): logs.LogGroup =>
  new logs.LogGroup(scope, id, {
    logGroupName: name,
    encryptionKey: key,
    retention: provision.logDays,
    removalPolicy: provision.removalPolicy,
  });
