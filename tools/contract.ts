import type { StackTemplate } from '#cdk';
import { type Finding, sceneOf } from '#checks';
import { type Crossing, crossingsOf, mismatches } from '#checks/contract';
import { renderCluster } from '#k8s-constructs/render';
import type { Cluster, Platform } from '#model';
import { stackFindings } from '../checks/stacks';

/** Every value that crosses between the stacks and some clusters. */
export const contractOf = (platform: Platform, clusters: readonly Cluster[], templates: readonly StackTemplate[]): Crossing[] =>
  clusters.flatMap((cluster) =>
    crossingsOf({ platform, cluster, templates, scene: sceneOf(platform, cluster, [...renderCluster(platform, cluster)]) }),
  );

/** What is wrong with the stacks: values on which they and manifests do not agree, and stores that cannot keep what their environment promises. */
export const stacksWrongOf = (platform: Platform, stacks: readonly StackTemplate[]): Finding[] => [
  ...mismatches(contractOf(platform, platform.clusters, stacks)),
  ...stackFindings(platform, stacks),
];
