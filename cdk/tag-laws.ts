import type { Law } from './laws';
import { type Placed, resourcesOf } from './reading';

/** Types without tags, as CloudFormation has them. */
export const untaggable: readonly string[] = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::Backup::BackupSelection',
  'AWS::Backup::RestoreTestingSelection',
  'AWS::Config::ConfigRule',
  'AWS::Config::ConfigurationRecorder',
  'AWS::Config::DeliveryChannel',
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::TransitGatewayRoute',
  'AWS::EC2::TransitGatewayRouteTableAssociation',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECR::ReplicationConfiguration',
  'AWS::GlobalAccelerator::EndpointGroup',
  'AWS::GlobalAccelerator::Listener',
  'AWS::IAM::Policy',
  'AWS::KMS::Alias',
  'AWS::Logs::ResourcePolicy',
  'AWS::Lambda::Permission',
  'AWS::MSK::Configuration',
  'AWS::MSK::Topic',
  'AWS::Route53::RecordSet',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  // Could have tags, but the CDK makes it for itself: a sign that the cluster is ready.
  'AWS::SSM::Parameter',
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::SecurityHub::Standard',
  'Custom::BrokerAddresses',
  'Custom::DatabaseLogin',
  'Custom::Delegation',
  'Custom::DocumentsLogin',
  'Custom::PeeringAcceptance',
  'Custom::PrefixList',
  'Custom::SearchServiceRole',
  'Custom::ZoneAbove',
];

type TagSet = readonly { readonly Key: string; readonly Value: string }[] | Readonly<Record<string, string>>;
interface TagSpecification {
  readonly ResourceType: string;
  readonly Tags?: TagSet;
}

/** Where tags are not in `Tags`. */
const tagFields: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupPlan': 'BackupPlanTags',
  'AWS::Backup::BackupVault': 'BackupVaultTags',
  'AWS::Budgets::Budget': 'ResourceTags',
  'AWS::CE::AnomalyMonitor': 'ResourceTags',
  'AWS::CE::AnomalySubscription': 'ResourceTags',
};

/** The tags of a resource, and of what AWS makes from it. */
const tagSets = ({ Type, Properties = {} }: Placed): (readonly [of: string, tags: TagSet | undefined])[] => {
  const own = tagFields[Type];
  if (own) return [['it', Properties[own]]];
  if (Type === 'AWS::ECR::RepositoryCreationTemplate') return [['repositories', Properties.ResourceTags]];
  if (Type !== 'AWS::EC2::LaunchTemplate') return [['it', Properties.Tags ?? Properties.HostedZoneTags ?? Properties.HealthCheckTags]];
  const made: TagSpecification[] = [...(Properties.TagSpecifications ?? []), ...(Properties.LaunchTemplateData.TagSpecifications ?? [])];
  return ['launch-template', 'instance', 'volume', 'network-interface'].map((type) => [
    type,
    made.find(({ ResourceType }) => ResourceType === type)?.Tags,
  ]);
};

/** Whose everything is stands on it, and on what AWS makes from it. */
export const tagged: Law = ({ stacks }) =>
  resourcesOf(stacks)
    .filter(({ Type }) => !untaggable.includes(Type))
    .flatMap((resource) =>
      tagSets(resource).flatMap(([of, tags = []]) => {
        const values = Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags;
        const missing = ['environment', 'managed-by', 'owner'].filter((key) => !values[key]);
        return missing.map((key) => `${resource.at}: ${of} has no tag '${key}'`);
      }),
    );
