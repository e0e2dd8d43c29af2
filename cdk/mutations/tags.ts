import type { Mutations } from './mutation';

const topic = { Type: 'AWS::SNS::Topic', Properties: { Tags: { environment: 'open', owner: 'back' } } };

export const tags = {
  'says where everything belongs': [
    ['open/ap-south-1-network vpc Properties/Tags/0/Key', 'Environment', "it has no tag 'environment'"],
    ['open/ap-south-1-cluster clusterNodegroupsystem5EA39FCA Properties/Tags/owner', '', "it has no tag 'owner'"],
    ['open/ap-south-1-cluster nodetemplate Properties/LaunchTemplateData/TagSpecifications/1/Tags/3/Key', 'x', "volume has no tag 'owner'"],
    ['registry/ap-south-2 template Properties/ResourceTags/1/Key', 'x', "repositories has no tag 'managed-by'"],
    ['terrace/ap-south-1-backup vault Properties/BackupVaultTags/owner', '', "it has no tag 'owner'"],
    ['terrace/ap-south-1-governance budget Properties/ResourceTags/0/Key', 'x', "it has no tag 'environment'"],
    ['open/ap-south-1-data more', topic, "it has no tag 'managed-by'"],
    ['open/us-east-1-dns zone Properties/HostedZoneTags/0/Key', 'x', "it has no tag 'environment'"],
    ['terrace/us-east-1-records activeregion Properties/HealthCheckTags', undefined, "it has no tag 'owner'"],
    ['open/ap-south-1-streaming cluster Properties/Tags/owner', '', "it has no tag 'owner'"],
  ],
} satisfies Mutations;
