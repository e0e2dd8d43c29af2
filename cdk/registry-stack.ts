import { type CfnTag, RemovalPolicy, Stack, type Stage, Tags } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { builtHere, type Platform } from '#model';
import { acceptPattern } from './acknowledged';
import { tagsOf } from './platform-stack';

const keep = (rulePriority: number, description: string, most: number, tags?: readonly string[]) => ({
  rulePriority,
  description,
  selection: {
    tagStatus: tags ? 'tagged' : 'any',
    ...(tags && { tagPatternList: tags }),
    countType: 'imageCountMoreThan',
    countNumber: most,
  },
  action: { type: 'expire' },
});

/**
 * What was released stays long enough to go back to. Of the latest ten images nothing expires; a released one among them counts too.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
const lifecycle = JSON.stringify({
  rules: [
    keep(1, 'Released to production', 100, ['prod-*']),
    keep(2, 'Released to staging', 100, ['staging-*']),
    keep(3, 'Everything else', 10),
  ],
});

/**
 * The registry in one of its regions. Where images are pushed it has a repository for each service and copies every image to the other
 * regions; there AWS makes the repositories, from a template with the same rules.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
 */
export class RegistryStack extends Stack {
  constructor(stage: Stage, platform: Platform, region: string) {
    const { organisation, environments } = platform;
    super(stage, region, {
      stackName: `registry-${region}`,
      description: 'Images of all services, pulled by every environment',
      env: { account: organisation.registryAccount, region },
      terminationProtection: true,
    });
    const tags = tagsOf('registry', organisation);
    for (const { key, value } of tags) Tags.of(this).add(key, value);
    const key = new kms.Key(this, 'images', {
      alias: 'registry/images',
      description: 'Images at rest',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const pull = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: 'Pull',
          principals: [...new Set(environments.map(({ account }) => account))].map((account) => new iam.AccountPrincipal(account)),
          actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        }),
      ],
    });
    if (region === organisation.registryRegion) this.repositories(platform, key, pull);
    else this.template(key, pull, tags);
  }

  private repositories(platform: Platform, key: kms.IKey, pull: iam.PolicyDocument): void {
    const { organisation, clusters } = platform;
    for (const { name, owner } of builtHere(platform)) {
      const repository = new ecr.CfnRepository(this, name, {
        repositoryName: name,
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key.keyArn },
        lifecyclePolicy: { lifecyclePolicyText: lifecycle },
        repositoryPolicyText: pull,
      });
      repository.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      Tags.of(repository).add('service', name);
      Tags.of(repository).add('owner', owner);
    }
    const others = registryRegions({ organisation, clusters }).filter((region) => region !== organisation.registryRegion);
    if (others.length === 0) return;
    new ecr.CfnReplicationConfiguration(this, 'replication', {
      replicationConfiguration: {
        rules: [{ destinations: others.map((region) => ({ region, registryId: organisation.registryAccount })) }],
      },
    });
  }

  private template(key: kms.Key, pull: iam.PolicyDocument, resourceTags: CfnTag[]): void {
    const role = new iam.Role(this, 'template-role', {
      description: 'Makes repositories for images that are copied here',
      // AWS documents this trust without a condition.
      assumedBy: new iam.ServicePrincipal('ecr.amazonaws.com'),
    });
    const repositories = `arn:aws:ecr:${this.region}:${this.account}:repository/*`;
    acceptPattern(role, repositories, 'ecr');
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['ecr:CreateRepository', 'ecr:ReplicateImage', 'ecr:TagResource'], resources: [repositories] }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['kms:CreateGrant', 'kms:DescribeKey', 'kms:RetireGrant'], resources: [key.keyArn] }),
    );
    new ecr.CfnRepositoryCreationTemplate(this, 'template', {
      prefix: 'ROOT',
      appliedFor: ['REPLICATION'],
      description: 'The rules of the region where images are pushed',
      imageTagMutability: 'IMMUTABLE',
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key.keyArn },
      lifecyclePolicy: lifecycle,
      repositoryPolicy: this.toJsonString(pull),
      resourceTags,
      customRoleArn: role.roleArn,
    });
  }
}

/** Where images are: the region that they are pushed to, and those of all clusters. */
export const registryRegions = ({ organisation, clusters }: Pick<Platform, 'organisation' | 'clusters'>): string[] => [
  ...new Set([organisation.registryRegion, ...clusters.map(({ region }) => region)]),
];
