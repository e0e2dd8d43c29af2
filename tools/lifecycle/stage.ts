import { type StackTemplate, templatesOf } from '#cdk';
import type { Cluster, Environment, Organisation, Platform } from '#model';

/** What is deployed and torn down as a whole: an environment, or the registry that all of them share. */
export interface Stage {
  readonly name: string;
  readonly account: string;
  /** None for the registry. */
  readonly environment?: Environment;
  /** Whether it holds what nobody may lose: customers' data, or the images of all environments. */
  readonly protected: boolean;
  /** The active one first. */
  readonly clusters: readonly Cluster[];
  readonly stacks: readonly StackTemplate[];
  readonly organisation: Organisation;
  readonly platform: Platform;
}

/** The stage of all environments. */
export const registryStage = 'registry';

/** Names that can be deployed. */
export const stageNames = ({ environments }: Platform): string[] => [...environments.map(({ name }) => name), registryStage];

/** A stage with its templates. Loads the CDK. */
export const stageOf = (platform: Platform, name: string, templates: readonly StackTemplate[] = templatesOf(platform)): Stage => {
  const environment = platform.environments.find((each) => each.name === name);
  return {
    name,
    account: environment?.account ?? platform.organisation.registryAccount,
    ...(environment && { environment }),
    protected: environment === undefined || environment.shape === 'full',
    clusters: platform.clusters
      .filter((cluster) => cluster.environment.name === name)
      .sort((one, other) => Number(one.standby) - Number(other.standby)),
    stacks: templates.filter(({ stack }) => stack.startsWith(`${name}/`)),
    organisation: platform.organisation,
    platform,
  };
};

/** The concern of a stack, as people call it: `network`; one that is named by its region alone holds images. */
export const concernOf = ({ stack, region }: StackTemplate): string => /[^/]*$/.exec(stack)?.[0].split(`${region}-`)[1] ?? 'images';

/** Folder of what a deployment makes for itself, such as templates. Git does not see it. */
export const workFolder = ({ name }: Pick<Stage, 'name'>): string => `${workFolders}/${name}`;

/** Where such folders and files are. */
export const workFolders = 'cdk.out/lifecycle';
