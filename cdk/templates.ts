import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
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

/**
 * The assembly of all stacks in a folder, as fast as it goes: unvalidated, and without what is only of use to who looks for the code of a
 * resource. The CDK takes a trace for each construct and each token; nobody reads them here.
 */
export const assemblyIn = (outdir: string, platform: Platform): CloudAssembly => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return foundation(platform, { validated: false, traced: false, outdir }).synth();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** Every template of the platform's stacks. They are written to a temporary folder, because the CDK has no other way, and removed again. */
export const templatesOf = (platform: Platform): StackTemplate[] => {
  const outdir = mkdtempSync(join(tmpdir(), 'platform-stacks-'));
  try {
    const assembly = assemblyIn(outdir, platform);
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
