import { resourcesOf, type StackTemplate, stackName, type TemplateResource } from '#cdk';

/** Whether a resource stays when its stack goes. */
export const isRetained = ({ DeletionPolicy = 'Delete' }: TemplateResource): boolean => DeletionPolicy.startsWith('Retain');

/** A resource by stack and logical id. */
type Address = readonly [stack: StackTemplate, id: string];

/** Every resource that a value names, in its own stack or by the outputs of others. */
const namedIn = (value: unknown, stack: StackTemplate, stacks: readonly StackTemplate[]): Address[] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => namedIn(each, stack, stacks));
  return Object.entries(value).flatMap(([key, each]): Address[] => {
    if (key === 'Ref') return [[stack, String(each)]];
    if (key === 'Fn::GetAtt') return [[stack, String(Array.isArray(each) ? each[0] : each).split('.')[0] ?? '']];
    if (key !== 'Fn::GetStackOutput') return namedIn(each, stack, stacks);
    const { StackName, OutputName } = each as { StackName: string; OutputName: string };
    const other = stacks.find((candidate) => stackName(candidate) === StackName);
    return other ? namedIn(other.outputs[OutputName]?.Value, other, stacks) : [];
  });
};

/** A stack that is left when a stage is torn down, and why. */
export interface Staying {
  readonly stack: StackTemplate;
  /** `the cluster of open-us-west-2 (AWS::EKS::Cluster) stays, and needs its role` */
  readonly why: string;
}

/**
 * Stacks that cannot go, because something that stays needs a thing of theirs that would not: a database its subnets, a cluster its role.
 * With such a stack stays everything that it was deployed after, or it could never be deployed again.
 */
export const stayingOf = (stacks: readonly StackTemplate[]): Staying[] => {
  const staying = new Map<string, Staying>();
  for (let before = -1; before < staying.size; ) {
    before = staying.size;
    for (const each of furtherReasons(stacks, staying)) if (!staying.has(each.stack.stack)) staying.set(each.stack.stack, each);
  }
  return stacks.flatMap(({ stack }) => staying.get(stack) ?? []);
};

/** Every reason for a stack to stay that follows from those that are known to stay. */
const furtherReasons = (stacks: readonly StackTemplate[], staying: ReadonlyMap<string, Staying>): Staying[] => {
  const stays = ({ stack }: StackTemplate): boolean => staying.has(stack);
  const needed = resourcesOf(stacks)
    .filter((resource) => isRetained(resource) || stays(resource.stack))
    .flatMap((resource) =>
      namedIn(resource.Properties, resource.stack, stacks).flatMap(([stack, id]): Staying[] => {
        const other = stack.resources[id];
        const why = `${resource.Type} of ${resource.stack.stack} stays, and needs ${other?.Type}`;
        return other && !isRetained(other) ? [{ stack, why }] : [];
      }),
    );
  const stoodOn = stacks
    .filter(stays)
    .flatMap(({ stack, after }) =>
      stacks.filter((each) => after.includes(each.stack)).map((each) => ({ stack: each, why: `${stack} stays, and stands on it` })),
    );
  const plans = staying.size > 0 ? resourcesOf(stacks, 'AWS::Backup::BackupPlan') : [];
  return [...needed, ...stoodOn, ...plans.map(({ stack }) => ({ stack, why: 'what stays is still backed up' }))];
};
