import { type Cluster, names } from '#model';

/** An environment, as if it had a cluster where AWS keeps what is the same in the whole world. */
export const worldwide = (cluster: Cluster): Cluster => ({
  ...cluster,
  region: names.worldRegion,
  name: names.clusterName(cluster.environment.name, names.worldRegion),
});
