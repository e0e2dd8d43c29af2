import type { StackTemplate, TemplateResource } from '#cdk';
import type { Usage } from './assumptions';

/** Something that AWS writes on the bill: so many units of a price in a month. */
export interface Charge {
  /** Id in the table of prices: `ec2.m6i.xlarge`. */
  readonly price: string;
  readonly units: number;
  /** What people call it, the same for everything that they compare: `NAT gateways`. */
  readonly kind: string;
  /** How it was reckoned: `3 × m6i.xlarge`. */
  readonly what: string;
}

/** A resource as a pricing reads it. */
export interface Priced extends TemplateResource {
  readonly id: string;
  readonly stack: StackTemplate;
  readonly usage: Usage;
}

/** What a resource of one type costs, as units of prices; nothing where this one is free. */
export type Pricing = (resource: Priced) => readonly Charge[];

/** Resources by the type that CloudFormation gives them. */
export type Pricings = Readonly<Record<string, Pricing>>;

/** Charges of one kind. */
export const charges =
  (kind: string) =>
  (...each: readonly (readonly [price: string, units: number, what: string])[]): Charge[] =>
    each.filter(([, units]) => units !== 0).map(([price, units, what]) => ({ price, units, kind, what }));

/** A resource of the same stack that a property refers to. */
export const referred = ({ stack }: Priced, reference: unknown): TemplateResource | undefined => {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as { Ref?: string; 'Fn::GetAtt'?: readonly [string, string] };
  return stack.resources[Ref ?? attribute?.[0] ?? ''];
};

/** How many items a property lists; one where a template leaves it to a function. */
export const countOf = (list: unknown): number => (Array.isArray(list) ? list.length : list === undefined ? 0 : 1);
