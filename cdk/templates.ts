import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import type { Platform } from '#model';
import { foundation } from './app';

/** The template of a stack, with where it is deployed. */
export interface StackTemplate {
  /** `dev/us-west-2-network`, as the CDK command line names it. */
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /** The file of the stack. */
  readonly file: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** What other stacks read of it. */
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  /** The stacks that are deployed before it. */
  readonly after: readonly string[];
  /** Whether it can be deleted only after somebody switches this off. */
  readonly terminationProtection: boolean;
  /** The parameter in its account and region by which the CDK knows that both are prepared. @default - it needs no preparation */
  readonly bootstrap?: string;
}

/** A resource as CloudFormation reads it. */
export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates of any resource; each reader knows its own
  readonly Properties?: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** Every template of the platform's stacks. They are written to a temporary folder, because the CDK has no other way, and removed again. */
export const templatesOf = (platform: Platform): StackTemplate[] => {
  const outdir = mkdtempSync(join(tmpdir(), 'platform-stacks-'));
  try {
    const assembly = foundation(platform, { validated: false, outdir }).synth();
    return assembly.nestedAssemblies.flatMap(({ nestedAssembly }) =>
      nestedAssembly.stacks.map((artifact) => {
        const { hierarchicalId, environment, template, dependencies, terminationProtection } = artifact;
        const { account, region } = environment;
        const concern = /-\d-([a-z-]+)$/.exec(hierarchicalId)?.[1] ?? 'registry';
        const { Resources: resources, Outputs: outputs = {} } = template as {
          Resources: StackTemplate['resources'];
          Outputs?: StackTemplate['outputs'];
        };
        return {
          stack: hierarchicalId,
          account,
          region,
          file: `cdk/${concern}-stack.ts`,
          resources,
          outputs,
          after: dependencies.flatMap((each) => (each instanceof CloudFormationStackArtifact ? each.hierarchicalId : [])),
          terminationProtection: terminationProtection ?? false,
          bootstrap: artifact.bootstrapStackVersionSsmParameter,
        };
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};
