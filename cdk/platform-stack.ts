import { Stack, type Stage, Tags } from 'aws-cdk-lib';
import type { Cluster } from '#model';
import { type Provision, provisionOf } from './provision';

/** A stack of one concern in one region: `dev/eu-central-1-network`, which AWS knows as `dev-eu-central-1-network`. */
export class PlatformStack extends Stack {
  readonly provision: Provision;

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
    Tags.of(this).add('environment', environment.name);
    Tags.of(this).add('managed-by', 'platform');
    Tags.of(this).add('owner', cluster.organisation.platformTeam);
  }
}
