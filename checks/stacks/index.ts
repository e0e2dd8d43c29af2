/** Rules over templates: whether the stores of an environment can keep what it promises. */
import type { Platform } from '#model';
import type { Template } from '../contract/contract';
import type { Finding } from '../mechanism/rule';
import backupDeletable from './backup-deletable';
import backupSameRegionOnly from './backup-same-region-only';
import bucketWithoutCopy from './bucket-without-copy';
import cacheWithoutFailover from './cache-without-failover';
import copyUnwatched from './copy-unwatched';
import databaseWithoutCopy from './database-without-copy';
import databaseWithoutReader from './database-without-reader';
import imageWithoutCopy from './image-without-copy';
import pitrWindowTooShort from './pitr-window-too-short';
import restoreTestMissing from './restore-test-missing';
import type { StackRule } from './rule';
import searchWithoutStandbyZone from './search-without-standby-zone';
import secretWithoutCopy from './secret-without-copy';
import storeDeletable from './store-deletable';
import storeWithoutBackup from './store-without-backup';
import streamCopiesFew from './stream-copies-few';

export type { StackRule, Stacks } from './rule';

/** By their ids, which are the names of their files. */
export const stackRules: Readonly<Record<string, StackRule>> = {
  'backup-deletable': backupDeletable,
  'backup-same-region-only': backupSameRegionOnly,
  'bucket-without-copy': bucketWithoutCopy,
  'cache-without-failover': cacheWithoutFailover,
  'copy-unwatched': copyUnwatched,
  'database-without-copy': databaseWithoutCopy,
  'database-without-reader': databaseWithoutReader,
  'image-without-copy': imageWithoutCopy,
  'pitr-window-too-short': pitrWindowTooShort,
  'restore-test-missing': restoreTestMissing,
  'search-without-standby-zone': searchWithoutStandbyZone,
  'secret-without-copy': secretWithoutCopy,
  'store-deletable': storeDeletable,
  'store-without-backup': storeWithoutBackup,
  'stream-copies-few': streamCopiesFew,
};

/** Every broken rule of a platform's templates. */
export const stackFindings = (platform: Platform, templates: readonly Template[]): Finding[] =>
  Object.entries(stackRules).flatMap(([rule, { check }]) =>
    [...check({ platform, templates })].map(({ at, fact, fix }) => {
      const [cluster] = platform.clusters.filter(({ environment, region }) =>
        at.template.stack.startsWith(`${environment.name}/${region}-`),
      );
      const object = `${at.template.stack} ${at.id}`;
      return {
        file: at.template.file,
        rule,
        object,
        cluster: cluster?.name ?? at.template.stack,
        fact: `${object}: ${fact}`,
        fix,
        elsewhere: {},
      };
    }),
  );
