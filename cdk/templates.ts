import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '#model';
import { foundation } from './app';

/** The template of a stack, with where it is deployed. */
export interface StackTemplate {
  /** `dev/eu-central-1-network`, as the CDK command line names it. */
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /** The file of the stack. */
  readonly file: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
}

/** A resource as CloudFormation reads it. */
export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates of any resource; each reader knows its own
  readonly Properties?: any;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** Every template of the platform's stacks. They are written to a temporary folder, because the CDK has no other way, and removed again. */
export const templatesOf = (platform: Platform): StackTemplate[] => {
  const outdir = mkdtempSync(join(tmpdir(), 'platform-stacks-'));
  try {
    const assembly = foundation(platform, { validated: false, outdir }).synth();
    return assembly.nestedAssemblies.flatMap(({ nestedAssembly }) =>
      nestedAssembly.stacks.map(({ hierarchicalId, environment: { account, region }, template }) => {
        const concern = hierarchicalId.startsWith('registry/') ? 'registry' : hierarchicalId.replace(/^.*-\d-/, '');
        const { Resources: resources } = template as { Resources: StackTemplate['resources'] };
        return { stack: hierarchicalId, account, region, file: `cdk/${concern}-stack.ts`, resources };
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};
