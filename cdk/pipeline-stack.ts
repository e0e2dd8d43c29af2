import { Duration, Stack, type Stage, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { builtHere, names, type Platform } from '#model';
import { acceptPattern, acceptUnscoped } from './acknowledged';
import type { PipelinePlace } from './pipeline-places';
import { tagsOf } from './platform-stack';

const issuer = 'token.actions.githubusercontent.com';
const audience = 'sts.amazonaws.com';

/** A kind of workflow: which of its runs may assume the role, for how long, and what they may do. */
interface Workflow {
  readonly purpose: string;
  /** Ends of the subject that GitHub writes into a run's token. */
  readonly subjects: readonly string[];
  readonly hours: 1 | 2;
  readonly statements: readonly iam.PolicyStatement[];
}

const onMain = 'ref:refs/heads/main';

/**
 * What workflows of the organisation's repository may do in an account, by tokens that GitHub signs for each run; nobody holds a key.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export class PipelineStack extends Stack {
  constructor(
    stage: Stage,
    private readonly platform: Platform,
    private readonly place: PipelinePlace,
  ) {
    const { name, account, region } = place;
    super(stage, `${region}-pipeline`, {
      stackName: `${name}-${region}-pipeline`,
      description: `What workflows may do in the account of ${name}`,
      env: { account, region },
      terminationProtection: place.protected,
    });
    for (const { key, value } of tagsOf(name, platform.organisation)) Tags.of(this).add(key, value);
    const provider = place.first && new iam.CfnOIDCProvider(this, 'github', { url: `https://${issuer}`, clientIdList: [audience] });
    // Where every image comes from elsewhere, there is nothing to push or to tag.
    const registry = name === 'registry' && this.repositories.length > 0 ? { build: this.build(), promote: this.promote() } : {};
    for (const [workflow, made] of Object.entries({ diff: this.diff(), deploy: this.deploy(), ...registry })) {
      const role = this.role(workflow, made);
      if (provider) role.node.addDependency(provider);
    }
  }

  private role(workflow: string, { purpose, subjects, hours, statements }: Workflow): iam.Role {
    const { place, platform } = this;
    const repository = names.githubRepository(platform.organisation.repository);
    const role = new iam.Role(this, workflow, {
      roleName: names.pipelineRole(place.name, workflow),
      description: purpose,
      maxSessionDuration: Duration.hours(hours),
      assumedBy: new iam.WebIdentityPrincipal(`arn:aws:iam::${place.account}:oidc-provider/${issuer}`, {
        StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subjects.map((subject) => `repo:${repository}:${subject}`) },
      }),
    });
    for (const statement of statements) role.addToPolicy(statement);
    return role;
  }

  /** Compares templates; a pull request may ask, whose code nobody has read yet, so nothing here is more than a template. */
  private diff(): Workflow {
    const { name, account, regions } = this.place;
    const stacks = regions.map((region) => `arn:aws:cloudformation:${region}:${account}:stack/${name}-*/*`);
    for (const arn of stacks) acceptPattern(this, arn, 'cloudformation');
    return {
      purpose: 'Reads the templates that are deployed, for a comparison',
      subjects: [onMain, 'pull_request'],
      hours: 1,
      statements: [
        new iam.PolicyStatement({
          actions: ['cloudformation:DescribeStackResources', 'cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
          resources: stacks,
        }),
      ],
    };
  }

  /** Does what the roles of the bootstrap may, from runs that GitHub lets into the environment of this name. */
  private deploy(): Workflow {
    const { name, account, regions } = this.place;
    return {
      purpose: 'Deploys stacks, by the roles of the bootstrap alone',
      subjects: [`environment:${name}`],
      // A database takes its time.
      hours: 2,
      statements: [
        new iam.PolicyStatement({
          actions: ['sts:AssumeRole'],
          resources: regions.flatMap((region) =>
            ['deploy', 'file-publishing'].map((kind) => `arn:aws:iam::${account}:role/cdk-hnb659fds-${kind}-role-${account}-${region}`),
          ),
        }),
      ],
    };
  }

  private get repositories(): string[] {
    const { registryRegion, registryAccount } = this.platform.organisation;
    return builtHere(this.platform).map(({ name }) => `arn:aws:ecr:${registryRegion}:${registryAccount}:repository/${name}`);
  }

  private enter(): iam.PolicyStatement {
    acceptUnscoped(this);
    return new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] });
  }

  /** Pushes images. What is there stays: tags cannot be moved. */
  private build(): Workflow {
    return {
      purpose: 'Pushes the images of services',
      subjects: [onMain],
      hours: 1,
      statements: [
        this.enter(),
        new iam.PolicyStatement({
          actions: [
            'ecr:BatchCheckLayerAvailability',
            'ecr:BatchGetImage',
            'ecr:CompleteLayerUpload',
            'ecr:DescribeImages',
            'ecr:GetDownloadUrlForLayer',
            'ecr:InitiateLayerUpload',
            'ecr:PutImage',
            'ecr:UploadLayerPart',
          ],
          resources: this.repositories,
        }),
      ],
    };
  }

  /** Gives another tag to an image that is there; without a way to upload a layer it can put no other one there. */
  private promote(): Workflow {
    return {
      purpose: 'Tags images as released',
      subjects: [onMain],
      hours: 1,
      statements: [
        new iam.PolicyStatement({ actions: ['ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:PutImage'], resources: this.repositories }),
      ],
    };
  }
}
