import { sceneOf } from '#checks';
import type { Scene } from '#checks/rule';
import { renderCluster } from '#k8s-constructs/render';
import { type Cluster, didYouMean, type Mistake, type Platform } from '#model';
import { type Arguments, type Context, wrongInput } from './command';
import { definitions } from './definitions';
import { printMistakes } from './report';
import { clustersFor, unknownCluster } from './survey';

/** What a question about one cluster is asked of. */
export interface Asked {
  readonly scene: Scene;
  /** The platform as the cluster's environment has it. */
  readonly platform: Platform;
}

/**
 * Everything that is rendered for the cluster that a person named; without a name, for the first one on which all that they ask about is.
 * Otherwise prints what is wrong and gives the exit code.
 */
export const sceneFor = ({ positionals, options }: Arguments, context: Context): Asked | number => {
  const { platform, mistakes } = definitions(context);
  const name = options.cluster as string | undefined;
  const clusters = platform ? clustersFor(platform, name) : [];
  const [first] = clusters;
  if (platform === undefined || first === undefined) {
    printMistakes(platform ? [unknownCluster(platform, name ?? '')] : mistakes, context);
    return wrongInput;
  }
  const cluster = clusters.find((each) => positionals.every((thing) => isOn(platform, each, thing))) ?? first;
  return { scene: sceneOf(platform, cluster, [...renderCluster(platform, cluster)]), platform: platform.in(cluster.environment.name) };
};

/** Whether a cluster has what a person names. What is neither service nor component is everywhere. */
const isOn = (platform: Platform, { environment, components }: Cluster, thing: string): boolean => {
  const named = ({ name }: { readonly name: string }): boolean => name === thing;
  if (platform.services.some(named)) return platform.in(environment.name).services.some(named);
  return !platform.components.some(named) || components.some(named);
};

/** A name that is nothing on the cluster. */
export const unknownName = (name: string, known: readonly string[], { scene: { cluster } }: Asked): Mistake => ({
  file: 'platform',
  rule: 'unknown-name',
  fact: `'${name}' is nothing on ${cluster.name}`,
  fix: didYouMean(name, known, "name a service, a component or a store, such as 'database'; 'platform list services' shows the services"),
});
