/** Rules over templates: whether the cloud is as the platform needs it, and its stores keep what their environment promises. */
import type { Platform } from '#model';
import type { Template } from '../contract/contract';
import type { Finding } from '../mechanism/rule';
import backupDeletable from './backup-deletable';
import backupSameRegionOnly from './backup-same-region-only';
import bucketVersionsKeptForever from './bucket-versions-kept-forever';
import bucketWithoutCopy from './bucket-without-copy';
import bucketWithoutLifecycle from './bucket-without-lifecycle';
import budgetMissing from './budget-missing';
import cacheWithoutFailover from './cache-without-failover';
import controlPlanePublic from './control-plane-public';
import copyUnwatched from './copy-unwatched';
import costTagsMissing from './cost-tags-missing';
import databaseWithoutCopy from './database-without-copy';
import databaseWithoutReader from './database-without-reader';
import deadLetterTopicMissing from './dead-letter-topic-missing';
import egressWithoutEndpoint from './egress-without-endpoint';
import humanWriteRoleInProd from './human-write-role-in-prod';
import iamUserWithKey from './iam-user-with-key';
import imageWithoutCopy from './image-without-copy';
import lbSubnetTags from './lb-subnet-tags';
import logGroupWithoutRetention from './log-group-without-retention';
import maxConnectionsImplicit from './max-connections-implicit';
import multipartNeverAborted from './multipart-never-aborted';
import natPerEnvironment from './nat-per-environment';
import oidcSubjectTooWide from './oidc-subject-too-wide';
import pitrWindowTooShort from './pitr-window-too-short';
import repositoryWithoutLifecycle from './repository-without-lifecycle';
import restoreTestMissing from './restore-test-missing';
import retainWithoutReason from './retain-without-reason';
import rolePolicyMissing from './role-policy-missing';
import roleTrustWrongService from './role-trust-wrong-service';
import { type StackRule, stacksOf } from './rule';
import searchWithoutStandbyZone from './search-without-standby-zone';
import secretWithoutCopy from './secret-without-copy';
import stackCycle from './stack-cycle';
import stackNotAwaited from './stack-not-awaited';
import stackTooLarge from './stack-too-large';
import stackWithoutTerminationProtection from './stack-without-termination-protection';
import storeDeletable from './store-deletable';
import storeWithoutBackup from './store-without-backup';
import streamCopiesFew from './stream-copies-few';
import subnetWithoutEgress from './subnet-without-egress';
import threeZones from './three-zones';
import tlsHostNotCovered from './tls-host-not-covered';
import trailMissing from './trail-missing';
import unreferencedResource from './unreferenced-resource';

export type { StackRule, Stacks } from './rule';

/** What holds the targets of recovery, by the ids of the rules, which are the names of their files. */
export const recoveryRules: Readonly<Record<string, StackRule>> = {
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

/** Every rule over templates. */
export const stackRules: Readonly<Record<string, StackRule>> = {
  ...recoveryRules,
  'bucket-versions-kept-forever': bucketVersionsKeptForever,
  'bucket-without-lifecycle': bucketWithoutLifecycle,
  'budget-missing': budgetMissing,
  'control-plane-public': controlPlanePublic,
  'cost-tags-missing': costTagsMissing,
  'dead-letter-topic-missing': deadLetterTopicMissing,
  'egress-without-endpoint': egressWithoutEndpoint,
  'human-write-role-in-prod': humanWriteRoleInProd,
  'iam-user-with-key': iamUserWithKey,
  'lb-subnet-tags': lbSubnetTags,
  'log-group-without-retention': logGroupWithoutRetention,
  'max-connections-implicit': maxConnectionsImplicit,
  'multipart-never-aborted': multipartNeverAborted,
  'nat-per-environment': natPerEnvironment,
  'oidc-subject-too-wide': oidcSubjectTooWide,
  'repository-without-lifecycle': repositoryWithoutLifecycle,
  'retain-without-reason': retainWithoutReason,
  'role-policy-missing': rolePolicyMissing,
  'role-trust-wrong-service': roleTrustWrongService,
  'stack-cycle': stackCycle,
  'stack-not-awaited': stackNotAwaited,
  'stack-too-large': stackTooLarge,
  'stack-without-termination-protection': stackWithoutTerminationProtection,
  'subnet-without-egress': subnetWithoutEgress,
  'three-zones': threeZones,
  'tls-host-not-covered': tlsHostNotCovered,
  'trail-missing': trailMissing,
  'unreferenced-resource': unreferencedResource,
};

/** Every broken rule of a platform's templates. */
export const stackFindings = (platform: Platform, templates: readonly Template[]): Finding[] => {
  const stacks = stacksOf(platform, templates);
  return Object.entries(stackRules).flatMap(([rule, { check, elsewhere = {} }]) =>
    [...check(stacks)].map(({ at: { template, id }, fact, fix }) => {
      const cluster = platform.clusters.find(({ environment, region }) => template.stack.startsWith(`${environment.name}/${region}-`));
      const object = id === undefined ? template.stack : `${template.stack} ${id}`;
      return { file: template.file, rule, object, cluster: cluster?.name ?? template.stack, fact: `${object}: ${fact}`, fix, elsewhere };
    }),
  );
};
