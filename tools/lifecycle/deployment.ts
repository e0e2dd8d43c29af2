import { resourcesOf } from '#cdk';
import { names } from '#model';
import type { Tunnel } from './access';
import { aws, bootstraps, identity, ownZones, registry, surveys, zoneAbove } from './checks';
import { bootstrap, isReleased, programs, treeAsCommitted } from './gitops';
import { deployments, synthesis } from './stack-steps';
import type { Stage } from './stage';
import type { Plan, StackStates, Step } from './step';

/** How a stage is deployed. */
export interface DeploymentOptions extends Tunnel {
  /** One stack, as the CDK names it. @default - all of them, then the clusters */
  readonly only?: string | undefined;
  /** Whether it ends with the stacks. @default false */
  readonly skipCluster?: boolean;
}

/** What there is not yet: nothing is taken to be there. */
const nothing: StackStates = new Map();

/** Everything from bare accounts to clusters that follow Git. */
export const deploymentOf = (stage: Stage, options: DeploymentOptions = {}, states: StackStates = nothing): Plan => {
  const { only, skipCluster = false } = options;
  const clusters = only || skipCluster ? [] : stage.clusters.filter(isReleased);
  const wanted = only ? { ...stage, stacks: stage.stacks.filter(({ stack }) => stack === only) } : stage;
  return {
    title: `deploy ${stage.name}`,
    checks: [
      aws,
      ...programs(clusters),
      identity(stage),
      ...bootstraps(wanted),
      ...(only ? [] : [...registry(stage), ...zoneAbove(stage)]),
      ...(clusters.length > 0 ? [treeAsCommitted] : []),
      ...surveys(wanted),
    ],
    steps: [synthesis(stage, true), ...stackSteps(stage, states, only), ...clusters.flatMap((each) => bootstrap(stage, each, options))],
    remarks: remarksOf(stage, options),
  };
};

const stackSteps = (stage: Stage, states: StackStates, only?: string): Step[] =>
  deployments(stage, states, only).flatMap(({ stacks, ...step }) => [
    step,
    ...ownZones(
      stage,
      stacks.map(({ stack }) => stack),
    ),
  ]);

/** What a person should know, and what only a person can do. */
const remarksOf = (stage: Stage, { only, skipCluster }: DeploymentOptions): string[] => {
  if (only) return [`the other stacks of ${stage.name}, and its clusters, are left as they are`];
  const unreleased = stage.clusters.filter((cluster) => !isReleased(cluster));
  const subscribed = resourcesOf(stage.stacks, 'AWS::SNS::Subscription').filter(({ Properties }) => Properties.Protocol === 'email');
  const empty = resourcesOf(stage.stacks, 'AWS::SecretsManager::Secret').filter(
    ({ Properties: { SecretString, GenerateSecretString, ReplicaRegions: _, ...others } }) =>
      SecretString === undefined && GenerateSecretString === undefined && typeof others.Name === 'string',
  );
  return [
    ...(stage.protected ? ["'--no-rollback' is for stacks that are not there yet, or stopped half-way; the others roll back"] : []),
    ...(skipCluster && stage.clusters.length > 0 ? ['clusters are left as they are'] : []),
    ...unreleased.map(
      ({ name }) =>
        `${name} has no release yet, so there is nothing that it could follow: only its stacks are made (releases/${stage.name}.json)`,
    ),
    ...[...new Set(subscribed.map(({ Properties }) => String(Properties.Endpoint)))].map(
      (mail) => `by hand: ${mail} confirms by mail that it wants to hear of alarms`,
    ),
    ...empty.map(
      ({ Properties: { Name, Tags = [] }, stack: { region } }) =>
        `by hand: aws secretsmanager put-secret-value --region ${region} --secret-id ${Name} --secret-string '${jsonWith(Tags)}'`,
    ),
  ];
};

/** The JSON that a secret must hold, as its tag says. */
const jsonWith = (tags: readonly { readonly Key: string; readonly Value: string }[]): string => {
  const keys = tags.find(({ Key }) => Key === names.secretKeysTag)?.Value.split(' ') ?? [];
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, '…'])));
};
