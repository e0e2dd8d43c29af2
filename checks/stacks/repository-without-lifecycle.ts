import { defineStackRule, firstWhere } from './rule';

interface ImageRule {
  readonly selection?: { readonly tagStatus?: string; readonly countType?: string };
}

/** What is missing of the rules by which images end; nothing where they are whole. */
const missing = (policy: unknown): string | undefined => {
  const { rules = [] } = (typeof policy === 'string' ? JSON.parse(policy) : (policy ?? {})) as { rules?: readonly ImageRule[] };
  if (!rules.some(({ selection }) => ['any', 'untagged'].includes(selection?.tagStatus ?? ''))) return 'images without a tag';
  return rules.some(({ selection }) => selection?.countType === 'imageCountMoreThan') ? undefined : 'images above a number';
};

export default defineStackRule({
  why: 'Each build leaves an image behind; where none ends, the registry costs more every month.',
  incidents: ['I17'],
  *check(stacks) {
    for (const at of stacks.of('AWS::ECR::Repository', 'AWS::ECR::RepositoryCreationTemplate')) {
      const { RepositoryName, Prefix, LifecyclePolicy } = at.properties;
      const what = missing(RepositoryName ? LifecyclePolicy?.LifecyclePolicyText : LifecyclePolicy);
      if (what === undefined) continue;
      const fact = `${RepositoryName ? `the repository '${RepositoryName}'` : `what is made for '${Prefix}'`} has no rule that ends ${what}`;
      yield { at, fact, fix: 'give it the rules of cdk/registry-stack.ts' };
    }
  },
  mutation: (templates) => {
    firstWhere(templates, 'AWS::ECR::Repository').resource.Properties.LifecyclePolicy = undefined;
  },
});
