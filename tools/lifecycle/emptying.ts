import type { Placed } from '#cdk';
import { asked } from './leftovers';
import { workFolders } from './stage';
import type { CommandLine, Step } from './step';

/** Stores that AWS deletes only when they are empty, and how they become so. */

const region = ({ stack }: Placed): string[] => ['--region', stack.region];

const vault = (placed: Placed): Step[] => {
  const name = placed.Properties.BackupVaultName;
  const ask = asked(placed.stack.region);
  const there = ask('backup', 'list-backup-vaults', `BackupVaultList[?BackupVaultName=='${name}'].[BackupVaultName]`);
  const why = 'AWS deletes a vault only when it is empty';
  return [
    {
      what: `backups in ${name} go`,
      each: [
        there,
        ask('backup', 'list-recovery-points-by-backup-vault', 'RecoveryPoints[].[RecoveryPointArn]', '--backup-vault-name', '{1}'),
      ],
      command: ['aws', 'backup', 'delete-recovery-point', '--backup-vault-name', name, '--recovery-point-arn', '{1}', ...region(placed)],
      why,
      otherwise: 'see whether a backup or a copy is still under way; run it again when it has ended',
      patience: 10,
    },
    {
      what: `${name} is empty`,
      each: [there],
      command: ask('backup', 'describe-backup-vault', 'NumberOfRecoveryPoints', '--backup-vault-name', '{1}'),
      expects: '0',
      why,
      otherwise: 'see which backups are left, and delete them',
      patience: 30,
    },
  ];
};

/** Too many for a command line. */
const listed = `${workFolders}/objects.json`;

/** S3 deletes as many objects at once. */
const most = '1000';

const bucket = (placed: Placed): Step[] => {
  const name = placed.Properties.BucketName;
  const versions: CommandLine = [
    ...(['aws', 's3api', 'list-object-versions', '--bucket', '{1}', '--max-keys', most, '--no-paginate'] as const),
    ...['--query', '[Versions,DeleteMarkers][].{Key:Key,VersionId:VersionId}', '--output', 'json', ...region(placed)],
  ];
  return [
    {
      what: `objects in ${name} go, every version of them`,
      each: [asked(placed.stack.region)('s3api', 'list-buckets', `Buckets[?Name=='${name}'].[Name]`), versions],
      untilEmpty: true,
      command: ['aws', 's3api', 'delete-objects', '--bucket', name, '--delete', `file://${listed}`, ...region(placed)],
      file: { path: listed, text: '{"Objects":{1},"Quiet":true}' },
      why: 'AWS deletes a bucket only when it is empty',
      otherwise: 'see who still writes to it; run it again',
    },
  ];
};

/** Before its bucket is emptied, or files come after. */
const trail = (placed: Placed): Step[] => {
  const name = placed.Properties.TrailName;
  return [
    {
      what: `trail ${name} writes no more`,
      each: [asked(placed.stack.region)('cloudtrail', 'describe-trails', 'trailList[].[Name]', '--trail-name-list', name)],
      command: ['aws', 'cloudtrail', 'stop-logging', '--name', '{1}', ...region(placed)],
      why: 'its bucket has to be empty; what is done from here on is only in the history of events, for 90 days',
      otherwise: 'ask for the right cloudtrail:StopLogging',
    },
  ];
};

/** Records by which AWS proved that certificates are ours: it leaves them in the zone. */
const zone = (placed: Placed): Step[] => {
  const name = placed.Properties.Name;
  const ask = asked(placed.stack.region);
  const change = {
    Changes: [{ Action: 'DELETE', ResourceRecordSet: { Name: '{2}', Type: 'CNAME', TTL: '{3}', ResourceRecords: [{ Value: '{4}' }] } }],
  };
  return [
    {
      what: `proofs of certificates in ${name} go`,
      each: [
        ask('route53', 'list-hosted-zones-by-name', `HostedZones[?Name=='${name}.'].[Id]`, '--dns-name', name),
        ask(
          ...(['route53', 'list-resource-record-sets'] as const),
          "ResourceRecordSets[?Type=='CNAME' && starts_with(Name, '_')].['{1}', Name, TTL, ResourceRecords[0].Value]",
          ...['--hosted-zone-id', '{1}'],
        ),
      ],
      command: [
        ...(['aws', 'route53', 'change-resource-record-sets', '--hosted-zone-id', '{1}'] as const),
        ...['--change-batch', JSON.stringify(change).replace('"{3}"', '{3}'), ...region(placed)],
      ],
      why: 'AWS deletes a zone only when nothing but its own records is in it',
      otherwise: 'see which records are left in the zone, and delete them',
    },
  ];
};

/** In this order: who writes, before what is written to. */
export const emptiers: Readonly<Record<string, (placed: Placed) => Step[]>> = {
  'AWS::CloudTrail::Trail': trail,
  'AWS::Backup::BackupVault': vault,
  'AWS::Route53::HostedZone': zone,
  'AWS::S3::Bucket': bucket,
};
