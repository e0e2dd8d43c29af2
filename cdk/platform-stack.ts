import { Stack, type Stage, Tags } from 'aws-cdk-lib';
import { type Cluster, names, type Organisation } from '#model';
import { type Provision, provisionOf } from './provision';

/** A stack of one concern in one region: `dev/us-west-2-network`, which AWS knows as `dev-us-west-2-network`. */
export class PlatformStack extends Stack {
  readonly provision: Provision;
  /** On every resource; written out where AWS makes further ones from a template. */
  readonly ownTags: readonly { readonly key: string; readonly value: string }[];

  constructor(
    stage: Stage,
    concern: string,
    readonly cluster: Cluster,
    description: string,
  ) {
    const { region, account, environment } = cluster;
    const provision = provisionOf(environment);
    super(stage, `${region}-${concern}`, {
      stackName: `${cluster.name}-${concern}`,
      description,
      env: { account, region },
      terminationProtection: provision.protected,
    });
    this.provision = provision;
    this.ownTags = tagsOf(environment.name, cluster.organisation);
    for (const { key, value } of this.ownTags) Tags.of(this).add(key, value);
  }
}

/** Where a resource belongs, what keeps it, and whom to ask. */
export const tagsOf = (environment: string, { platformTeam }: Organisation): { key: string; value: string }[] =>
  Object.entries(names.ownTags(environment, platformTeam)).map(([key, value]) => ({ key, value }));
