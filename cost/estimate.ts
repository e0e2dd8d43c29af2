import type { StackTemplate } from '#cdk';
import type { Cluster, Mistake, Platform } from '#model';
import { type Usage, usageOf } from './assumptions';
import type { Charge, Priced } from './charge';
import { pricings, whyFree } from './kinds';
import { podCharges } from './pods';
import { leftOf, type PriceTable, priceOf } from './price-table';

/** A line of the bill of a month. */
export interface Item {
  readonly environment: string;
  /** `dev/us-west-2-network`; pods stand in `dev/us-west-2-pods`, which no template makes. */
  readonly stack: string;
  readonly region: string;
  readonly resource: string;
  readonly kind: string;
  readonly what: string;
  readonly price: string;
  /** Names of the quantities that it rests on, beside the template. */
  readonly assumed: readonly string[];
  /** US cents without a commitment, and what is left of them under one. */
  readonly cents: { readonly none: number; readonly '1y': number; readonly '3y': number };
  readonly team: string;
  /** The service that it is for. @default - all of them */
  readonly service?: string;
}

/** A resource that may cost money and has no price here. */
export interface Unpriced {
  readonly environment: string;
  readonly stack: string;
  readonly resource: string;
  readonly type: string;
  readonly why: string;
}

/** What a platform costs, line by line. */
export interface Estimate {
  readonly items: readonly Item[];
  readonly unpriced: readonly Unpriced[];
}

/** The environment of a stack; `registry` for what all of them share. */
export const environmentOf = (stack: string): string => stack.slice(0, stack.indexOf('/'));

/** Regions that the table has no prices for; nothing can be said of what stands there. */
export const unknownRegions = (stacks: readonly StackTemplate[], { regions }: PriceTable): Mistake[] =>
  [...new Set(stacks.map(({ region }) => region))]
    .filter((region) => !regions.includes(region))
    .map((region) => ({
      file: 'cost/prices.json',
      rule: 'unknown-region',
      fact: `there are no prices of '${region}', only of ${regions.join(', ')}`,
      fix: 'add them, each with its source and date',
    }));

/** What the stacks and the pods of a platform cost in a month. */
export const estimateOf = (platform: Platform, stacks: readonly StackTemplate[], table: PriceTable): Estimate => {
  const parts = [
    ...stacks.map((stack) => ofStack(platform, stack, table)),
    ...platform.clusters.map((each) => ofPods(platform, each, table)),
  ];
  return { items: parts.flatMap(({ items }) => items), unpriced: parts.flatMap(({ unpriced }) => unpriced) };
};

const ofStack = (platform: Platform, stack: StackTemplate, table: PriceTable): Estimate => {
  const environment = environmentOf(stack.stack);
  const shape = platform.environments.find(({ name }) => name === environment)?.shape ?? 'full';
  const standby = platform.clusters.some((each) => each.environment.name === environment && each.region === stack.region && each.standby);
  const usage = usageOf(shape, standby);
  const parts = Object.entries(stack.resources).map(([id, resource]): Estimate => {
    const at = { environment, stack: stack.stack, resource: id };
    const pricing = pricings[resource.Type];
    if (pricing === undefined) {
      const unpriced = whyFree(resource.Type)
        ? []
        : [{ ...at, type: resource.Type, why: 'nobody has said what it costs, or that it is free' }];
      return { items: [], unpriced };
    }
    // A resource without properties has none to read.
    const priced: Priced = { ...resource, Properties: resource.Properties ?? {}, id, stack, usage };
    const { charges, assumed } = noted(usage, (each) => pricing({ ...priced, usage: each }));
    return billed(charges, { ...at, ...ownerOf(platform, priced), assumed, region: stack.region, type: resource.Type }, table);
  });
  return { items: parts.flatMap(({ items }) => items), unpriced: parts.flatMap(({ unpriced }) => unpriced) };
};

const ofPods = (whole: Platform, cluster: Cluster, table: PriceTable): Estimate => {
  const platform = whole.in(cluster.environment.name);
  const usage = usageOf(cluster.environment.shape, cluster.standby);
  const stack = `${cluster.environment.name}/${cluster.region}-pods`;
  const parts = platform.services.map((service) => {
    const at = { environment: cluster.environment.name, stack, resource: service.name, service: service.name, team: service.owner };
    const { charges, assumed } = noted(usage, (each) => podCharges(platform, cluster, service, each));
    return billed(charges, { ...at, assumed, region: cluster.region, type: 'pods' }, table);
  });
  return { items: parts.flatMap(({ items }) => items), unpriced: parts.flatMap(({ unpriced }) => unpriced) };
};

type Place = Pick<Item, 'environment' | 'stack' | 'region' | 'resource' | 'team' | 'service' | 'assumed'> & {
  readonly region: string;
  readonly type: string;
};

/** Charges, and the quantities that were asked for on the way to them. */
const noted = (usage: Usage, reckon: (usage: Usage) => readonly Charge[]): { charges: readonly Charge[]; assumed: string[] } => {
  const asked = new Set<string>();
  const noting = new Proxy(usage, {
    get: (all, name: keyof Usage) => {
      asked.add(name);
      return all[name];
    },
  });
  return { charges: reckon(noting), assumed: [...asked].sort() };
};

/** Units times prices, each rounded to the cent once, so that every sum of them is exact. */
const billed = (charges: readonly Charge[], { type, ...at }: Place, table: PriceTable): Estimate => {
  const items: Item[] = [];
  const unpriced: Unpriced[] = [];
  for (const { price, units, kind, what } of charges) {
    const found = priceOf(table, price, at.region);
    // What a template leaves to a function of CloudFormation is no number here.
    const countable = Number.isFinite(units);
    if (found === undefined || !countable) {
      const { environment, stack, resource, region } = at;
      const why = countable ? `'${price}' has no price in ${region}` : `the template does not say how much of '${price}'`;
      unpriced.push({ environment, stack, resource, type, why });
      continue;
    }
    const cents = (commitment: 'none' | '1y' | '3y'): number => Math.round(units * found.usd * leftOf(table, price, commitment) * 100);
    items.push({ ...at, kind, what, price, cents: { none: cents('none'), '1y': cents('1y'), '3y': cents('3y') } });
  }
  return { items, unpriced };
};

/** The service that a resource is tagged with, and its team; what carries no service is the platform's. */
const ownerOf = ({ services, organisation }: Platform, { Properties }: Priced): { team: string; service?: string } => {
  const { Tags: tags = [] } = Properties as { Tags?: readonly { Key: string; Value: string }[] | Readonly<Record<string, string>> };
  const value = Array.isArray(tags) ? tags.find(({ Key }) => Key === 'service')?.Value : (tags as Readonly<Record<string, string>>).service;
  const service = services.find(({ name }) => name === value);
  return service ? { team: service.owner, service: service.name } : { team: organisation.platformTeam };
};
