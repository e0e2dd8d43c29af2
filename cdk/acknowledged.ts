import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Resource } from '#model';

/**
 * Findings of cdk-nag and of CloudFormation's own rules that are right as they are, each with its reason. An id that no longer comes up
 * is found by the tests.
 */
const acknowledge = (scope: IConstruct, id: string, reason: string): void => Validations.of(scope).acknowledge({ id, reason });

const nag = (rule: string, finding?: string): string => `AwsSolutions::AwsSolutions-${rule}${finding ? `[${finding}]` : ''}`;

/** A finding about one construct. */
export const accept = (scope: IConstruct, rule: string, reason: string): void => acknowledge(scope, nag(rule), reason);

/** Policies that AWS writes and keeps in step with its own software. */
export const acceptManaged = (scope: IConstruct, policies: readonly string[], reason: string): void => {
  for (const policy of policies) acknowledge(scope, nag('IAM4', `Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}`), reason);
};

/** Why a pattern is as narrow as it can be, by the AWS service. A kind that is not here has to be argued before it passes. */
const patterns: Readonly<Record<string, string>> = {
  cloudformation: 'Stacks have ids that AWS gives when they are made; all of the environment are meant.',
  kafka: 'The open part is the id that MSK gives to a cluster when it is made; cluster, topic and group are named.',
  route53: 'Zones have ids that AWS gives when they are made; the account of an environment holds the zone of that environment alone.',
  autoscaling: 'EKS makes up names of groups; a condition on the tag of the cluster narrows it to its own.',
  ec2: 'A condition on a tag narrows it to this cluster; images and groups without one are only what instances in its own subnets start with.',
  eks: 'EKS gives ids to node groups when they are made; those of the cluster are meant.',
  iam: 'Names of instance profiles are made up by the controller; conditions on tags narrow what it may change.',
  ssm: 'Parameters that AWS publishes are the same for everybody.',
  elasticloadbalancing: 'A condition on the tag of the cluster narrows it, where AWS supports one; names are made up by the controller.',
  kms: 'Keys have ids that AWS gives; a condition tells one by its alias, or what one service of AWS does on behalf of the caller.',
  sqs: 'Every queue of the environment is meant, to ask how much waits in it.',
  secretsmanager: 'Every secret of the environment is meant, and nothing beside its path.',
  es: 'Every index whose name begins with that of the service is meant, and nothing else of the domain.',
  s3: 'Every object of the named buckets is meant.',
  ecr: 'Every repository that is copied into the registry is meant; the account holds nothing else.',
};

/** Resources with an open part. */
export const acceptPattern = (scope: IConstruct, arn: string, service: Resource['service']): void => {
  const reason = patterns[service];
  if (reason && arn.includes('*')) acknowledge(scope, nag('IAM5', `Resource::${arn}`), reason);
};

/** Statements whose actions AWS cannot scope; the types of the model let no others be written without a resource. */
export const acceptUnscoped = (scope: IConstruct): void =>
  acknowledge(scope, nag('IAM5', 'Resource::*'), 'AWS accepts no resource for these actions.');

/** Warnings that hold for every stack. */
export const acceptEverywhere = (scope: IConstruct): void => {
  acknowledge(
    scope,
    'CloudFormation-Validate::W3010',
    'The zones come from the definition of the environment, so that nothing is looked up.',
  );
  acknowledge(scope, 'CloudFormation-Validate::W9009', 'The construct of the CDK still writes this field; AWS accepts it.');
};
