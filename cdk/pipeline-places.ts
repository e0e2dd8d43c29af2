import { type Cluster, names, type Platform } from '#model';
import { registryRegions } from './registry-stack';

/** An account that workflows act in. */
export interface PipelinePlace {
  /** An environment, or `registry`. */
  readonly name: string;
  readonly account: string;
  /** Where the stack is; roles belong to no region. */
  readonly region: string;
  /** Regions that workflows deploy to. */
  readonly regions: readonly string[];
  readonly protected: boolean;
  /** Whether the account knows GitHub by this stack; an account takes one issuer once. */
  readonly first: boolean;
}

/** The accounts that workflows act in; none where the repository is not at GitHub. */
export const pipelinePlaces = ({ organisation, environments, clusters }: Platform): PipelinePlace[] => {
  if (names.githubRepository(organisation.repository) === undefined) return [];
  const all = environments.map(({ name, account, shape }): Omit<PipelinePlace, 'first'> => {
    const own = clusters.filter(({ environment }) => environment.name === name);
    const active = own.find(({ standby }) => !standby) as Cluster;
    return { name, account, region: active.region, regions: own.map(({ region }) => region), protected: shape === 'full' };
  });
  const { registryAccount: account, registryRegion: region } = organisation;
  all.push({ name: 'registry', account, region, regions: registryRegions({ organisation, clusters }), protected: true });
  return all.map((place, index) => ({ ...place, first: all.findIndex((each) => each.account === place.account) === index }));
};
