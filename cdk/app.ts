import { App, Stage, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { usesStream } from '#k8s-constructs/environment';
import type { Cluster, Platform } from '#model';
import { acceptEverywhere } from './acknowledged';
import { BackupStack } from './backup-stack';
import { CacheStack } from './cache-stack';
import { ClusterStack } from './cluster-stack';
import { DataStack } from './data-stack';
import { DocumentsStack } from './documents-stack';
import { GitOpsStack } from './gitops-stack';
import { GovernanceStack } from './governance-stack';
import { IdentityStack } from './identity-stack';
import { KeysStack } from './keys-stack';
import { NetworkStack } from './network-stack';
import { NodesStack } from './nodes-stack';
import { pipelinePlaces } from './pipeline-places';
import { PipelineStack } from './pipeline-stack';
import { QueuesStack } from './queues-stack';
import { RegistryStack, registryRegions } from './registry-stack';
import { SearchStack } from './search-stack';
import { SecretsStack } from './secrets-stack';
import { StorageStack } from './storage-stack';
import { StreamingStack } from './streaming-stack';
import { transit } from './transit';
import { type Entered, wayIn } from './way-in';

/** How an app is made. */
export interface FoundationOptions {
  /** Whether cdk-nag and the rules of CloudFormation are asked; about four times the work. @default true */
  readonly validated?: boolean;
  /** Whether the assembly says of each resource where in the code it was made, and holds the tree of constructs. @default true */
  readonly traced?: boolean;
  /** Where templates go. @default - where the CDK says */
  readonly outdir?: string;
}

/**
 * The cloud foundation: a stage for each environment, `dev/us-west-2-network` and so on, and one for the registry. Everything comes from
 * the platform; nothing is looked up.
 */
export const foundation = (platform: Platform, { validated = true, traced = true, outdir }: FoundationOptions = {}): App => {
  const app = new App({
    ...(outdir && { outdir }),
    analyticsReporting: false,
    performanceReporting: traced,
    stackTraces: traced,
    treeMetadata: traced,
    builtinCloudFormationValidation: validated,
    // Who asks for an app synthesizes it, once.
    autoSynth: false,
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': validated,
      '@aws-cdk/core:defaultCrossStackReferences': 'both',
      '@aws-cdk/core:suppressTemplateIndentation': !traced,
    },
    // Inside stages findings would otherwise be printed and forgotten.
    postCliContext: { '@aws-cdk/core:failSynthOnValidationErrors': validated },
  });
  const places = pipelinePlaces(platform);
  const pipeline = (stage: Stage): void => {
    for (const place of places) if (place.name === stage.node.id) new PipelineStack(stage, platform, place);
  };
  pipeline(registry(app, platform));
  for (const { name, account } of platform.environments) {
    const stage = new Stage(app, name, { env: { account } });
    const clusters = platform.clusters.filter(({ environment }) => environment.name === name);
    const regions = clusters.map((cluster) => region(stage, platform, cluster));
    const [active, standby] = [false, true].map((wanted) => regions.find((each) => each.cluster.standby === wanted));
    // Copies need a bucket and a vault to go to; agreed by name alone, so the order has to be said.
    if (active?.storage && standby?.storage) active.storage.addStackDependency(standby.storage);
    if (active?.backup && standby?.backup) active.backup.addStackDependency(standby.backup);
    followers(regions);
    pipeline(stage);
    wayIn(stage, platform, regions);
    transit(stage, regions);
  }
  acceptEverywhere(app);
  if (validated) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
};

/** Secrets are copied under the keys of further regions, whose databases follow the first one. */
const followers = ([home, ...others]: readonly (Entered & Copying)[]): void => {
  for (const { keys, data, documents } of others) {
    for (const copied of [home?.secrets, home?.data, home?.documents]) copied?.addStackDependency(keys);
    if (home?.data) data?.addStackDependency(home.data);
    if (home?.documents) documents?.addStackDependency(home.documents);
  }
};

/** Stacks with something that another region has a copy of. */
interface Copying {
  readonly secrets: SecretsStack | undefined;
  readonly data: DataStack | undefined;
  readonly documents: DocumentsStack | undefined;
  readonly storage: StorageStack | undefined;
  readonly backup: BackupStack | undefined;
}

/** The stacks of one region of an environment: of the stores those that a service asks for. */
const region = (stage: Stage, whole: Platform, cluster: Cluster): Entered & Copying => {
  const platform = whole.in(cluster.environment.name);
  const { services } = platform;
  const keys = new KeysStack(stage, cluster);
  const network = new NetworkStack(stage, platform, cluster, keys);
  const clusterStack = new ClusterStack(stage, platform, cluster, { network, keys });
  // Agreed by name alone, so the order has to be said.
  new IdentityStack(stage, platform, cluster).addStackDependency(clusterStack);
  if (cluster.nodeScaling) new NodesStack(stage, cluster, network).addStackDependency(clusterStack);
  const { gitops, organisation } = cluster;
  if (gitops?.capability && organisation.identityCenter)
    new GitOpsStack(stage, cluster, { gitops, identityCenter: organisation.identityCenter }).addStackDependency(clusterStack);
  const governance = new GovernanceStack(stage, platform, cluster, keys);
  if (services.some(({ queues }) => queues?.length)) new QueuesStack(stage, platform, cluster, governance);
  if (services.some(({ cache }) => cache)) new CacheStack(stage, platform, cluster, { network, keys, governance });
  if (services.some(usesStream)) new StreamingStack(stage, platform, cluster, { network, keys, governance });
  if (services.some(({ search }) => search)) new SearchStack(stage, platform, cluster, { network, keys, governance });
  const storage = services.some(({ buckets }) => buckets?.length)
    ? new StorageStack(stage, platform, cluster, { keys, governance })
    : undefined;
  const secrets = cluster.home ? new SecretsStack(stage, platform, cluster, keys) : undefined;
  const data = services.some(({ database }) => database)
    ? new DataStack(stage, platform, cluster, { network, keys, governance })
    : undefined;
  const documents = services.some((service) => service.documents)
    ? new DocumentsStack(stage, platform, cluster, { network, keys, governance })
    : undefined;
  const stored = services.some(({ database, documents, buckets }) => database || documents || buckets?.length);
  const backup = stored ? new BackupStack(stage, platform, cluster, { keys, governance }) : undefined;
  return { cluster, network, keys, governance, secrets, data, documents, storage, backup };
};

const registry = (app: App, platform: Platform): Stage => {
  const stage = new Stage(app, 'registry', { env: { account: platform.organisation.registryAccount } });
  const [first, ...others] = registryRegions(platform).map((region) => new RegistryStack(stage, platform, region));
  // The template must be there before the first image is copied.
  for (const other of others) first?.addStackDependency(other);
  return stage;
};
