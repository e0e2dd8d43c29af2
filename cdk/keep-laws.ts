import type { Platform } from '#model';
import type { Law } from './laws';
import { resourcesOf } from './reading';
import type { StackTemplate } from './templates';

/** Laws of what stays when its stack is deleted, and of who may delete it. */

const isKept = ({ stack }: StackTemplate, { environments }: Platform): boolean => {
  const [name] = stack.split('/');
  return (environments.find((each) => each.name === name)?.shape ?? 'full') === 'full';
};

const holders = [
  'AWS::Backup::BackupVault',
  'AWS::DocDB::DBCluster',
  'AWS::DocDB::DBInstance',
  'AWS::DocDB::GlobalCluster',
  'AWS::ECR::Repository',
  'AWS::EKS::Cluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::MSK::Cluster',
  'AWS::MSK::Topic',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::RDS::GlobalCluster',
  'AWS::Route53::HostedZone',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
];

export const retention: Law = ({ stacks, platform }) =>
  resourcesOf(stacks, ...holders).flatMap(({ at, stack, DeletionPolicy, UpdateReplacePolicy }) => {
    const kept = isKept(stack, platform);
    const policies = [
      // What a failed creation leaves behind would stand in the way of the next one.
      ['DeletionPolicy', DeletionPolicy, kept ? 'RetainExceptOnCreate' : 'Delete'],
      ['UpdateReplacePolicy', UpdateReplacePolicy, kept ? 'Retain' : 'Delete'],
    ];
    return policies
      .filter(([, policy, wanted]) => policy !== wanted)
      .map(([name, policy, wanted]) => `${at}: ${name} is ${policy}, not ${wanted}`);
  });

export const protectedStacks: Law = ({ stacks, platform }) =>
  stacks
    .filter((stack) => stack.terminationProtection !== isKept(stack, platform))
    .map(({ stack, terminationProtection }) => `${stack}: termination protection is ${terminationProtection ? 'on' : 'off'}`);
