import { readdirSync } from 'node:fs';
import { templatesOf } from '#cdk';
import { restaurant as platform } from '../../cdk/testing';
import type { MutableTemplate } from '../contract/contract';
import { stackFindings, stackRules } from '.';

const templates = templatesOf(platform);

// biome-ignore lint/suspicious/noExplicitAny: templates to be broken
type Fields = Record<string, any>;

const draftOf = (): MutableTemplate[] => structuredClone(templates) as unknown as MutableTemplate[];

const findingsIn = (draft: readonly MutableTemplate[]) => stackFindings(platform, draft);

test('no rule is broken by the sample', () => expect(findingsIn(draftOf())).toEqual([]));

test('each rule is in the file of its id', () => {
  const others = ['index', 'rule', 'stacks.test'];
  const files = readdirSync(__dirname).map((file) => file.replace(/\.ts$/, ''));
  expect(files.filter((file) => !others.includes(file)).sort()).toEqual(Object.keys(stackRules).sort());
});

describe.each(Object.entries(stackRules))('%s', (id, rule) => {
  test('is tripped by its mutation, and no other rule is', () => {
    const draft = draftOf();
    rule.mutation(draft);
    expect([...new Set(findingsIn(draft).map((finding) => finding.rule))]).toEqual([id]);
  });

  test('says in one sentence what goes wrong, and in each finding what to do', () => {
    const draft = draftOf();
    rule.mutation(draft);
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
    for (const { file, fact, fix } of findingsIn(draft)) {
      expect({ file, fact, fix }).toEqual({
        file: expect.stringMatching(/^cdk\/[a-z]+-stack\.ts$/),
        fact: expect.not.stringMatching(/\.$/),
        fix: expect.stringMatching(/^[a-z'].*[^.]$/),
      });
    }
  });
});

const replicated = 'terrace/ap-south-1-storage waiterreceipts Properties/ReplicationConfiguration/Rules/0';

/** A place in the templates, what is put there, where nothing removes it, and the rule that then speaks. */
const further: readonly (readonly [place: string, value: unknown, rule: string])[] = [
  ['terrace/ap-south-1-data global', undefined, 'database-without-copy'],
  ['terrace/ap-south-2-data cluster Properties/GlobalClusterIdentifier', 'another', 'database-without-copy'],
  ['terrace/ap-south-2-data reader1', undefined, 'database-without-reader'],
  ['terrace/ap-south-1-data subnets Properties/SubnetIds', ['a', 'b'], 'database-without-reader'],
  ['terrace/ap-south-2-data cluster Properties/BackupRetentionPeriod', 34, 'pitr-window-too-short'],
  ['terrace/ap-south-1-data cluster Properties/BackupRetentionPeriod', undefined, 'pitr-window-too-short'],
  ['terrace/ap-south-1-data global Properties/DeletionProtection', undefined, 'store-deletable'],
  [
    'terrace/ap-south-2-streaming kitchenmealv1 Properties/Configs',
    Buffer.from('a=b\nmin.insync.replicas=1\n').toString('base64'),
    'stream-copies-few',
  ],
  ['terrace/ap-south-1-streaming configuration Properties/ServerProperties', 'unclean.leader.election.enable=true\n', 'stream-copies-few'],
  ['terrace/ap-south-2-cache cache Properties/MultiAZEnabled', false, 'cache-without-failover'],
  ['terrace/ap-south-1-cache cache Properties/NumCacheClusters', 1, 'cache-without-failover'],
  ['terrace/ap-south-1-storage waiterreceipts Properties/VersioningConfiguration/Status', 'Suspended', 'bucket-without-copy'],
  ['terrace/ap-south-2-storage waiterreceipts Properties/VersioningConfiguration', undefined, 'bucket-without-copy'],
  [`${replicated}/Status`, 'Disabled', 'bucket-without-copy'],
  [`${replicated}/Destination/Bucket`, 'arn:aws:s3:::elsewhere', 'bucket-without-copy'],
  [`${replicated}/Destination/Metrics`, undefined, 'bucket-without-copy'],
  ['terrace/ap-south-2-cache menulogin', undefined, 'secret-without-copy'],
  ['registry/ap-south-1 replication', undefined, 'image-without-copy'],
  ['terrace/ap-south-1-data cluster Properties/Tags', [], 'store-without-backup'],
  ['terrace/ap-south-2-backup vault Properties/LockConfiguration/MinRetentionDays', 34, 'backup-deletable'],
  ['terrace/ap-south-1-backup restoreS3', undefined, 'restore-test-missing'],
  ['terrace/ap-south-1-storage waiterreceiptslatealarm', undefined, 'copy-unwatched'],
  ['terrace/ap-south-2-data regionlagalarm Properties/Threshold', 300_001, 'copy-unwatched'],
  ['terrace/ap-south-2-search domain Properties/ClusterConfig/MultiAZWithStandbyEnabled', undefined, 'search-without-standby-zone'],
  ['terrace/ap-south-1-search domain Properties/ClusterConfig/ZoneAwarenessConfig', undefined, 'search-without-standby-zone'],
  ['terrace/ap-south-1-documents global', undefined, 'database-without-copy'],
  ['terrace/ap-south-2-documents instance1', undefined, 'database-without-reader'],
  ['terrace/ap-south-2-documents cluster Properties/BackupRetentionPeriod', 34, 'pitr-window-too-short'],
  ['terrace/ap-south-1-documents global Properties/DeletionProtection', false, 'store-deletable'],
  ['terrace/ap-south-1-documents cluster Properties/Tags', [], 'store-without-backup'],
  ['terrace/ap-south-1-backup restoreDocumentDB', undefined, 'restore-test-missing'],
  ['terrace/ap-south-2-documents regionlagalarm', undefined, 'copy-unwatched'],
];

test.each(further)('%s: %j breaks %s', (place, value, rule) => {
  const draft = draftOf();
  const [name, id = '', rest] = place.split(' ');
  const path = [id, ...(rest?.split('/') ?? [])];
  const last = path.pop() ?? '';
  const resources = draft.find(({ stack }) => stack === name)?.resources as Fields;
  const holder = path.reduce((fields: Fields, key) => fields[key], resources);
  expect(holder[last]).toBeDefined();
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  expect([...new Set(findingsIn(draft).map((finding) => finding.rule))]).toEqual([rule]);
});

test('an environment that promises nothing may be small', () => {
  const draft = draftOf();
  const open = draft.find(({ stack }) => stack === 'open/ap-south-1-data')?.resources as Fields;
  expect(open.cluster.Properties).toMatchObject({ BackupRetentionPeriod: 7, DeletionProtection: false });
  expect(open.global).toBeUndefined();
});

test('a finding names the stack, both values and what to do', () => {
  const draft = draftOf();
  stackRules['pitr-window-too-short']?.mutation(draft);
  expect(findingsIn(draft).map(({ file, rule, fact, fix }) => `${file}: ${rule}: ${fact}; ${fix}`)).toEqual([
    "cdk/data-stack.ts: pitr-window-too-short: terrace/ap-south-1-data cluster: RDS::DBCluster 'terrace-ap-south-1' can be restored to any second of the last 7 days, not 35; set BackupRetentionPeriod to 35 (cdk/provision.ts)",
  ]);
});
