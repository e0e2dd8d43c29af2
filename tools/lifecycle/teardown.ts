import { above, resourcesOf, type StackTemplate, stackName } from '#cdk';
import type { Cluster } from '#model';
import type { Tunnel } from './access';
import { emptied } from './applications';
import { aws, identity, kubectl, surveys } from './checks';
import { lateLogs, madeFree } from './freeing';
import { isReleased } from './gitops';
import { interfaces, leftovers } from './leftovers';
import { destructions, synthesis } from './stack-steps';
import { registryStage, type Stage } from './stage';
import { type Staying, stayingOf } from './staying';
import type { Plan, StackStates, Step } from './step';
import { type Survivor, survivorsOf } from './survivors';

/** How a stage is torn down. */
export interface TeardownOptions extends Tunnel {
  /** Whether clusters are not asked to let go what they made; it is then found by its tags alone. @default false */
  readonly skipCluster?: boolean;
}

/** A teardown, with everything that it leaves. */
export interface Teardown extends Plan {
  readonly staying: readonly Staying[];
  readonly survivors: readonly Survivor[];
}

/** From clusters that follow Git to bare accounts, backwards; where states are known, only what there still is. */
export const teardownOf = (stage: Stage, options: TeardownOptions = {}, states?: StackStates): Teardown => {
  const isThere = (stack: StackTemplate): boolean => ![undefined, 'DELETE_COMPLETE'].includes(states ? states.get(stackName(stack)) : '');
  const staying = stayingOf(stage.stacks);
  const going = stage.stacks.filter((stack) => isThere(stack) && !staying.some((each) => each.stack === stack));
  const clusters = [...stage.clusters].reverse().filter((cluster) => stage.stacks.some((stack) => makes(stack, cluster) && isThere(stack)));
  const asked = options.skipCluster ? [] : clusters.filter(isReleased);
  return {
    title: `tear down ${stage.name}`,
    checks: [aws, ...(asked.length > 0 ? [kubectl] : []), identity(stage), ...surveys(stage)],
    steps: [
      ...asked.flatMap((cluster) => emptied(stage, cluster, options)),
      ...clusters.flatMap((cluster) => leftovers(cluster, stage.protected)),
      ...(going.length > 0 ? [synthesis(stage, false)] : []),
      ...stackSteps(stage, going),
      ...lateLogs(stage.stacks.filter((stack) => !staying.some((each) => each.stack === stack))),
    ],
    remarks: remarksOf(stage, options),
    staying,
    survivors: survivorsOf(stage),
  };
};

const makes = (stack: StackTemplate, { name }: Cluster): boolean =>
  resourcesOf([stack], 'AWS::EKS::Cluster').some(({ Properties }) => Properties.Name === name);

const stackSteps = (stage: Stage, going: readonly StackTemplate[]): Step[] =>
  destructions(stage, going).flatMap(({ stacks, ...step }) => [
    ...stacks.flatMap(madeFree),
    ...stacks
      .filter((stack) => resourcesOf([stack], 'AWS::EC2::VPC').length > 0)
      .flatMap(({ region }) => stage.clusters.filter((cluster) => cluster.region === region).map(interfaces)),
    step,
  ]);

const remarksOf = (stage: Stage, { skipCluster }: TeardownOptions): string[] => {
  const { environment, platform, name, account } = stage;
  const others = platform.environments.filter((each) => each.name !== name);
  const below = others.filter((each) => above(platform, each)?.name === environment?.name).filter(() => environment !== undefined);
  const beside = others.filter((each) => each.account === account);
  const names = (list: readonly { readonly name: string }[]): string => list.map((each) => each.name).join(', ');
  return [
    ...(name === registryStage
      ? [`every environment pulls its images from here: tear down ${names(platform.environments)} first`]
      : [
          'images stay: all environments share the registry, and what runs here may be what another one goes back to; its lifecycle rules expire them',
        ]),
    ...(below.length > 0 ? [`the zones of ${names(below)} are entered in the one that goes: tear those down first`] : []),
    ...(beside.length > 0
      ? [`${names(beside)} use the same account: what there is once an account goes for them too, such as the trail`]
      : []),
    ...(resourcesOf(stage.stacks, 'AWS::SecretsManager::Secret').some(({ DeletionPolicy }) => DeletionPolicy === 'Delete')
      ? ['secrets are gone at once: CloudFormation leaves no days in which one could be restored']
      : []),
    ...(stage.protected && environment
      ? [`to lose its data on purpose, set its shape to 'small' in ${environment.file}, deploy, and tear it down then`]
      : []),
    ...(skipCluster ? ['clusters are not asked: what their controllers made is found by tags alone'] : []),
  ];
};
