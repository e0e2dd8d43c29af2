import { templatesOf } from '#cdk';
import { sceneOf } from '#checks';
import { type Crossing, crossingsOf } from '#checks/contract';
import { renderCluster } from '#k8s-constructs/render';
import type { Cluster, Platform } from '#model';

/** Every value that crosses between the stacks and some clusters. */
export const contractOf = (platform: Platform, clusters: readonly Cluster[] = platform.clusters): Crossing[] => {
  const templates = templatesOf(platform);
  return clusters.flatMap((cluster) =>
    crossingsOf({ platform, cluster, templates, scene: sceneOf(platform, cluster, [...renderCluster(platform, cluster)]) }),
  );
};
