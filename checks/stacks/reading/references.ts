import type { Template } from '../../contract/contract';
import type { Placed } from '../../contract/reading';
import type { Stacks } from '../rule';

/** Reads how resources and stacks name each other, as CloudFormation resolves it when it deploys. */

/** The name that CloudFormation gives to a stack. */
const stackName = ({ stack }: Template): string => stack.replace('/', '-');

/** The templates by the names that CloudFormation gives to their stacks. */
export const byStackName = (templates: readonly Template[]): ReadonlyMap<string, Template> =>
  new Map(templates.map((template) => [stackName(template), template]));

interface Reference {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly 'Fn::GetStackOutput'?: { readonly StackName: string; readonly OutputName: string };
}

/** Finds the resource that a value names, also through an output of another stack; none where it is a text or names what is not there. */
export const resolver = ({ templates }: Pick<Stacks, 'templates'>): ((value: unknown, template: Template) => Placed | undefined) => {
  const named = byStackName(templates);
  const find = (value: unknown, template: Template): Placed | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::GetStackOutput': output } = value as Reference;
    const other = output && named.get(output.StackName);
    if (output) return other && find(other.outputs?.[output.OutputName]?.Value, other);
    const id = Ref ?? attribute?.[0] ?? '';
    const resource = template.resources[id];
    return resource && { template, id, properties: resource.Properties ?? {} };
  };
  return find;
};

/** The stacks whose outputs a stack reads. */
export const readBy = (template: Template, named: ReadonlyMap<string, Template>): ReadonlySet<Template> => {
  const outputs = JSON.stringify(template.resources).matchAll(/"Fn::GetStackOutput":\{[^}]*"StackName":"([^"]+)"/g);
  return new Set([...outputs].flatMap(([, name = '']) => named.get(name) ?? []));
};

/** The ids that a value names, however deep. */
const namedIn = function* (value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield* callers[key]?.(inner) ?? [];
    yield* namedIn(inner);
  }
};

/** The ids in what stands behind a function of CloudFormation. */
const callers: Readonly<Record<string, (inner: unknown) => readonly string[]>> = {
  Ref: (inner) => [String(inner)],
  'Fn::GetAtt': (inner) => [String([inner].flat()[0]).replace(/\..*$/, '')],
  'Fn::Sub': (inner) => [...JSON.stringify(inner).matchAll(/\$\{(\w+)/g)].map(([, id = '']) => id),
};

/** The ids of resources that something else in their template names, or an output of it. */
export const referredTo = ({ resources, outputs = {} }: Template): ReadonlySet<string> => {
  const found = new Set<string>(namedIn(outputs));
  for (const [own, { Properties, DependsOn = [] }] of Object.entries(resources)) {
    for (const id of namedIn(Properties)) if (id !== own) found.add(id);
    for (const id of [DependsOn].flat()) found.add(id);
  }
  return found;
};
