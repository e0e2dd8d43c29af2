import type { KubernetesJson } from '#model';
import type { EmittedPolicy, Expression } from './emitted';
import { kubernetesCel } from './kubernetes-cel';

/** What a policy says of an object. */
export type Verdict = { readonly is: 'not judged' | 'accepted' } | { readonly is: 'denied'; readonly message: string };

/** How a policy is asked. */
export interface Question {
  /** What the object was before. @default - it is new */
  readonly before?: KubernetesJson;
  /** Whether exemptions do not count. @default false */
  readonly strictly?: boolean;
}

/** Evaluates an emitted policy on an object, as its enforcer would. It takes the object to be of a kind and namespace that the policy judges. */
export const judge = (policy: EmittedPolicy, json: KubernetesJson, { before, strictly = false }: Question = {}): Verdict => {
  const activation: Activation = { object: inCel(json), oldObject: before ? inCel(before) : null, variables: {} };
  const holds = (expression: string): boolean => programOf(expression)(activation) === true;
  declare(activation, policy.variables, strictly);
  try {
    if (!policy.conditions.every(({ name, expression }) => (strictly && isExemption(name)) || holds(expression)))
      return { is: 'not judged' };
    if (!strictly && policy.exceptions.some(({ skips }) => skips && skips.length > 0 && skips.every(holds))) return { is: 'not judged' };
    const broken = policy.validations.find(({ expression }) => !holds(expression));
    return broken ? { is: 'denied', message: broken.message } : { is: 'accepted' };
  } catch (error) {
    // What cannot be judged is refused wherever the policy fails closed; here it always is, so that it does not fail there.
    return { is: 'denied', message: `${policy.id}: cannot be evaluated: ${firstLine(error)}` };
  }
};

/** Names of conditions and variables that make an exemption. */
export const isExemption = (name: string): boolean => /^(not-)?exempt[-_]/.test(name);

/** Why an expression cannot be compiled; undefined where it can. */
export const flawOf = (expression: string): string | undefined => {
  try {
    programOf(expression);
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
};

interface Activation {
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly variables: object;
}

/** Variables are worked out when they are first asked for, and one that cannot be is no matter until then. */
const declare = (activation: Activation, variables: readonly Expression[], strictly: boolean): void => {
  for (const { name, expression } of variables) {
    let value: { readonly is: unknown } | undefined;
    const get = (): unknown => {
      value ??= { is: strictly && isExemption(name) ? false : programOf(expression)(activation) };
      return value.is;
    };
    Object.defineProperty(activation.variables, name, { enumerable: true, get });
  }
};

type Program = (activation: object) => unknown;

const cel = kubernetesCel();
const programs = new Map<string, Program>();

/** An expression, ready to be evaluated. It is parsed once. */
export const programOf = (expression: string): Program => {
  const known = programs.get(expression);
  if (known) return known;
  const program = cel.parse(expression) as unknown as Program;
  programs.set(expression, program);
  return program;
};

const converted = new WeakMap<object, unknown>();

/** JSON as CEL has it: numbers without a fraction are integers. Once for each object and each spec, which workload and pod have in common. */
export const inCel = (json: object): unknown => {
  const known = converted.get(json);
  if (known !== undefined) return known;
  const fresh = asCel(json);
  converted.set(json, fresh);
  return fresh;
};

const asCel = (json: unknown): unknown => {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  if (typeof json !== 'object' || json === null) return json;
  // An array of another realm, as a copy may be, is none to the evaluator.
  if (Array.isArray(json)) return Array.from(json, asCel);
  const fields: Record<string, unknown> = {};
  for (const key in json) {
    const value = (json as Record<string, unknown>)[key];
    // What is undefined is not written, and so is not there.
    if (value !== undefined) fields[key] = key === 'spec' && typeof value === 'object' && value !== null ? inCel(value) : asCel(value);
  }
  return fields;
};

const firstLine = (error: unknown): string => String((error as Error).message).split('\n')[0] ?? '';
